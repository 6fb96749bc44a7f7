import FoundationEssentials
import GRDB
import LatchkeyTokens

/// The file on the disk: looked at before SQLite may change anything, and made in one step.
struct DatabaseFile {
    /// How long a connection waits for another process's lock, in seconds.
    static let busyTimeout = 5.0

    let path: String

    /// Makes the database when the file is absent, else checks that it is ours, whole and not too new.
    func prepare(at now: Date) throws {
        switch try header() {
        case nil: try make(at: now)
        case let header?: try inspect(header)
        }
    }

    static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "latchkey"
        return configuration
    }

    // MARK: Inspecting

    /// The first 100 octets (the SQLite header); `nil` when there is no file.
    private func header() throws(SQLiteStorageError) -> [UInt8]? {
        do {
            guard let file = try PosixFile(existing: path) else { return nil }
            return try file.read(at: 0, count: 100)
        } catch {
            throw .cannotOpen(file: path, reason: error.reason)
        }
    }

    private func inspect(_ header: [UInt8]) throws {
        // Octets 68..<72 hold the application identifier, big-endian (SQLite file format §1.3).
        guard header.starts(with: "SQLite format 3\0".utf8), header.count == 100,
            header[68..<72].reduce(0, { $0 << 8 | Int32($1) }) == Migrations.applicationID
        else { throw SQLiteStorageError.foreign(file: path) }
        let database = try DatabaseQueue(path: path, configuration: Self.configuration(readonly: true))
        try database.read { database in
            guard try !Migrations.migrator.hasBeenSuperseded(database) else {
                throw SQLiteStorageError.newerVersion(file: path)
            }
            try readEveryTable(database)
        }
    }

    /// Reads the first row of each table, which finds a damaged schema, a cut file and overwritten root pages.
    private func readEveryTable(_ database: Database) throws {
        let tables = try database.all("SELECT name FROM sqlite_schema WHERE type = 'table'") { try $0.text() }
        for table in tables {
            try database.execute(sql: "SELECT 1 FROM \(table.quotedDatabaseIdentifier) LIMIT 1")
        }
    }

    // MARK: Making

    /// Makes the whole database under another name and links it into place, so that nobody ever sees half of one and
    /// of two processes that start at once exactly one succeeds.
    private func make(at now: Date) throws {
        let draft = "\(path).new-\(UUIDv7(at: now))"
        do {
            try PosixFile.makeEmpty(draft)
        } catch {
            throw SQLiteStorageError.cannotOpen(file: path, reason: error.reason)
        }
        defer { PosixFile.remove(draft) }
        try fill(draft, at: now)
        do {
            try PosixFile.publish(draft, as: path)
        } catch {
            throw SQLiteStorageError.cannotOpen(file: path, reason: error.reason)
        }
    }

    private func fill(_ draft: String, at now: Date) throws {
        let database = try DatabaseQueue(path: draft, configuration: Self.configuration(readonly: false))
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(Migrations.applicationID)")
        }
        try Migrations.migrator.migrate(database)
        try database.writeWithoutTransaction { database in
            try database.run(
                "INSERT INTO instance (id, node, created_at) VALUES (1, ?, ?)",
                .id(UUIDv7(at: now)),
                .date(now)
            )
            // Last, so that the header is complete in the file itself and not in a log beside it.
            try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try database.close()
    }
}
