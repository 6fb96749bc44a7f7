import LatchkeySQLite
import StorageConformance
import Testing

@Test("SQLite does what every storage has to do [B7, D3]", arguments: StorageConformance.cases)
func conforms(_ conformance: StorageConformance.Case) async throws {
    let directory = try TemporaryDirectory()
    try await conformance.run { now in try SQLiteStorage(path: directory.database, now: now) }
    withExtendedLifetime(directory) {}
}
