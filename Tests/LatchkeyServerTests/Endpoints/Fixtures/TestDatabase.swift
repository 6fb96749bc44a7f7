import GRDB

@testable import LatchkeySQLite

/// The database below the API, put into the states that real ones get into.
struct TestDatabase: Sendable {
    let storage: SQLiteStorage

    /// How many commits there were.
    var commits: Int { storage.commitFigures.commits }

    /// Lets SQLite refuse to grow the file beyond what it has, as a full disk does.
    func limitPages(to limit: Int? = nil) async throws {
        try await storage.pool.writeWithoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(limit ?? count)")
        }
    }

    /// Lets so many places in status lists be taken.
    func take(statusPlaces count: Int) async throws {
        try await storage.pool.writeWithoutTransaction { database in
            try database.execute(sql: "UPDATE status_position SET taken = \(count)")
        }
    }

    /// Lets SQLite refuse to write, as on a file system that is mounted read-only.
    func setReadOnly(_ isReadOnly: Bool) async throws {
        try await storage.pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA query_only = \(isReadOnly ? "ON" : "OFF")")
        }
    }
}
