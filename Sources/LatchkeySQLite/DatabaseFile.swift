import FoundationEssentials
import GRDB
import LatchkeySQL
import LatchkeyTokens

/// The file on the disk: looked at before SQLite may change anything, and made in one step.
struct DatabaseFile {
    /// How long a connection waits for another process's lock, in seconds.
    static let busyTimeout = 5.0

    /// Up to how many pages (1 MiB) the whole file is checked when it is opened, which takes a few milliseconds.
    static let smallPageCount = 256

    let path: String

    /// Makes the database when the file is absent, and checks that it is ours, whole and not too new.
    ///
    /// - Parameters:
    ///   - now: when it is made.
    ///   - unfinished: whether a copy into it may still have to be finished.
    /// - Returns: the path for SQLite, absolute and without symbolic links.
    /// - Throws: ``SQLiteStorageError``, and what SQLite says.
    func prepare(at now: Date, unfinished: Bool = false) throws -> String {
        DatabaseDraft.removeStale(of: path)
        if !PosixFile.exists(path) { try make(at: now) }
        guard PosixFile.exists(path) else {
            throw SQLiteStorageError.cannotOpen(
                file: path,
                reason: "it is a symbolic link that leads nowhere"
            )
        }
        guard !PosixFile.isDirectory(path) else {
            throw SQLiteStorageError.cannotOpen(file: path, reason: "it is a directory")
        }
        let resolved = PosixFile.resolve(path)
        try inspect(resolved, unfinished: unfinished)
        return resolved
    }

    /// The most that a connection which only reads keeps of the file, in KiB.
    ///
    /// A pool has several of them, each would keep 2 MB of the same pages, and the system keeps the file as well: this
    /// is enough for the upper levels of the indexes.
    private static let readerCache = 512

    static func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "latchkey"
        configuration.prepareDatabase { database in
            guard database.configuration.readonly else { return }
            try database.execute(sql: "PRAGMA cache_size = -\(readerCache)")
        }
        return configuration
    }

    // MARK: Inspecting

    /// Looks through a connection that cannot write.
    ///
    /// Never through a file descriptor of our own: closing one would release the locks that other connections of
    /// this process hold on the file (POSIX locks belong to the process).
    private func inspect(_ resolved: String, unfinished: Bool) throws {
        let database = try DatabaseQueue(path: resolved, configuration: Self.configuration(readonly: true))
        try database.read { database in
            let applicationID = try database.first("PRAGMA application_id") { try $0.integer() }
            guard applicationID == Int64(Migrations.applicationID) else {
                throw SQLiteStorageError.foreign(file: path)
            }
            guard try !Migrations.migrator.hasBeenSuperseded(database) else {
                throw SQLiteStorageError.newerVersion(file: path)
            }
            guard try unfinished || !CopyState.exists(database) else {
                throw SQLiteStorageError.unfinishedCopy(file: path)
            }
            try readEveryTable(database)
        }
    }

    /// Reads the first row of each table, which finds a damaged schema, a cut file and overwritten root pages; a
    /// small file is read whole.
    ///
    /// A large one is not, because the server must be ready at once; ``SQLiteStorage/check()`` does that.
    private func readEveryTable(_ database: Database) throws {
        let tables = try database.all("SELECT name FROM sqlite_schema WHERE type = 'table'") { try $0.text() }
        for table in tables {
            try database.execute(sql: "SELECT 1 FROM \(table.quotedDatabaseIdentifier) LIMIT 1")
        }
        let pages = try database.first("PRAGMA page_count") { try $0.count() } ?? 0
        if pages <= Self.smallPageCount { try Self.check(database) }
    }

    /// Follows every page of the database from its table or index.
    static func check(_ database: Database) throws {
        let verdict = try database.first("PRAGMA quick_check(1)") { try $0.text() } ?? "no verdict"
        guard verdict != "ok" else { return }
        let reason = verdict.split(whereSeparator: \.isNewline).joined(separator: ": ")
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: reason)
    }

    // MARK: Making

    /// Makes the whole database under another name and links it into place, so that nobody ever sees half of one and
    /// of two processes that start at once exactly one succeeds.
    private func make(at now: Date) throws {
        let draft: DatabaseDraft
        do {
            draft = try DatabaseDraft(of: path, at: now)
            try PosixFile.makeEmpty(draft.file)
        } catch {
            throw SQLiteStorageError.cannotOpen(file: path, reason: error.reason)
        }
        // Its last use would otherwise end it, and remove the file before that is published.
        defer { withExtendedLifetime(draft) {} }
        try fill(draft.file, at: now)
        do {
            try PosixFile.publish(draft.file, as: path)
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
