import LatchkeyOAuth
import LatchkeySQLite
import LatchkeyTokens
import StorageConformance
import Testing

@Test("SQLite does what every storage has to do [B7, D3]", arguments: StorageConformance.cases)
func conforms(_ conformance: StorageConformance.Case) async throws {
    let directory = try TemporaryDirectory()
    try await conformance.run { now in try SQLiteStorage(path: directory.database, now: now) }
    withExtendedLifetime(directory) {}
}

@Test(
    "SQLite does what every store of one-time tokens has to do [E2]",
    arguments: StorageConformance.oneTimeTokenCases
)
func keepsOneTimeTokens(_ conformance: StoreCase<any OneTimeTokenStorage>) async throws {
    let directory = try TemporaryDirectory()
    try await conformance.run(on: SQLiteStorage(path: directory.database))
    withExtendedLifetime(directory) {}
}

@Test(
    "SQLite does what every store of opaque sessions has to do [A7] [C3]",
    arguments: StorageConformance.opaqueSessionCases
)
func keepsOpaqueSessions(_ conformance: StoreCase<any OpaqueSessionStorage>) async throws {
    let directory = try TemporaryDirectory()
    try await conformance.run(on: SQLiteStorage(path: directory.database))
    withExtendedLifetime(directory) {}
}

@Test(
    "SQLite does what every log of revocations has to do [A9]",
    arguments: StorageConformance.revocationLogCases
)
func keepsRevocations(_ conformance: StoreCase<any RevocationLog>) async throws {
    let directory = try TemporaryDirectory()
    try await conformance.run(on: SQLiteStorage(path: directory.database))
    withExtendedLifetime(directory) {}
}

@Test("SQLite does what every store of OAuth clients has to do", arguments: StorageConformance.oauthCases)
func keepsClients(_ conformance: StoreCase<any OAuthStorage>) async throws {
    let directory = try TemporaryDirectory()
    try await conformance.run(on: SQLiteStorage(path: directory.database))
    withExtendedLifetime(directory) {}
}
