import FoundationEssentials
import GRDB
public import LatchkeyAccounts
import LatchkeySQL
public import LatchkeyTokens

/// A database file as the source or the target of a copy.
///
/// Whoever has one has its ``ServeLock``, so that no server runs on it; of a source it also keeps SQLite's own lock, so
/// that nobody else writes while it is read.
///
/// ```swift
/// let source = try SQLiteCopyEnd.source("data/latchkey.db")
/// ```
public final class SQLiteCopyEnd: CopyTarget {
    /// The path as it was given.
    public let name: String

    private let queue: DatabaseQueue
    private var lock: ServeLock?
    private let isSource: Bool

    /// Opens a database to read all of it.
    ///
    /// - Throws: ``SQLiteStorageError``, ``SQLiteStorageError/served(file:process:)`` where a server runs on it;
    ///   `CopyError` for one that is absent or older.
    public static func source(_ path: String) throws -> SQLiteCopyEnd {
        guard PosixFile.exists(path) else { throw CopyError.noDatabase(path) }
        return try SQLiteCopyEnd(path, isSource: true)
    }

    /// Opens a database to fill it, and makes it where there is none; `nil` where there is none and none may be made.
    ///
    /// - Throws: ``SQLiteStorageError``; `CopyError` for one that is older.
    public static func target(_ path: String, making: Bool = true) throws -> SQLiteCopyEnd? {
        guard making || PosixFile.exists(path) else { return nil }
        return try SQLiteCopyEnd(path, isSource: false)
    }

    private init(_ path: String, isSource: Bool) throws {
        (name, self.isSource) = (path, isSource)
        (lock, queue) = try Self.translating(path) {
            let lock = try ServeLock(database: path)
            let file = try DatabaseFile(path: path).prepare(at: .now, unfinished: !isSource)
            var configuration = DatabaseFile.configuration(readonly: false)
            // The source's transaction lasts as long as the copy.
            configuration.allowsUnsafeTransactions = true
            return (lock, try DatabaseQueue(path: file, configuration: configuration))
        }
        try perform { database in
            guard try Migrations.migrator.hasCompletedMigrations(database) else {
                throw CopyError.olderVersion(path)
            }
            guard !isSource else { return try database.execute(sql: "BEGIN IMMEDIATE") }
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
    }

    /// Lets others write again, and closes the file.
    public func close() throws {
        if isSource { try perform { try $0.execute(sql: "ROLLBACK") } }
        try Self.translating(name) { try queue.close() }
        lock = nil
    }

    // MARK: Reading

    /// How many rows a table has.
    public func count(of table: StoredTable) throws -> Int {
        let sql = "SELECT COUNT(*) FROM \(SQLiteStoredTable(table).source)"
        return try perform { try $0.first(sql) { try $0.count() } ?? 0 }
    }

    /// Rows of a table in the order of its key.
    public func rows(
        of table: StoredTable,
        after key: [StoredValue]?,
        limit: Int
    ) throws -> [[StoredValue]] {
        let sql = SQLiteStoredTable(table).select(isFirst: key == nil)
        let values = (key ?? []).map { SQLValue($0) } + [.count(limit)]
        return try perform { database in
            try database.all(sql, binding: values) { row in try table.columns.map { try row.value(of: $0) } }
        }
    }

    // MARK: Writing

    /// Runs `body` in a transaction, which is on the disk when this returns.
    public func transaction(_ body: () throws -> Void) throws {
        try perform { try $0.execute(sql: "BEGIN IMMEDIATE") }
        do {
            try body()
            try perform { try $0.execute(sql: "COMMIT") }
        } catch {
            // A full disk makes SQLite undo everything by itself.
            try? perform { if $0.isInsideTransaction { try $0.execute(sql: "ROLLBACK") } }
            throw error
        }
    }

    /// Adds rows.
    public func insert(_ rows: [[StoredValue]], into table: StoredTable) throws {
        let stored = SQLiteStoredTable(table)
        try perform { database in
            for row in rows {
                for statement in stored.insertions(of: row) {
                    try database.run(statement.sql, binding: statement.values)
                }
            }
        }
    }

    /// Removes every row.
    public func removeAll(from table: StoredTable) throws {
        try perform { try $0.execute(sql: "DELETE FROM \(SQLiteStoredTable(table).source)") }
    }

    /// Nothing: what counts is among what is copied.
    public func settle() throws {}

    // MARK: Progress

    /// How far a copy has come.
    public func progress() throws -> CopyProgress? {
        try perform { database in
            guard try CopyState.exists(database) else { return nil }
            return try database.first(CopyState.select) { row in
                CopyProgress(
                    source: try row.id(),
                    run: try row.id(),
                    table: try row.text(),
                    key: try row.optional { row in
                        guard let key = CopyProgress.key(try row.blob()) else {
                            throw CopyError.unreadable(self.name)
                        }
                        return key
                    },
                    rows: try row.count()
                )
            }
        }
    }

    /// Makes the table that keeps the progress.
    public func begin(_ progress: CopyProgress) throws {
        try perform { database in
            try database.execute(sql: CopyState.create)
            try database.run(
                CopyState.insert,
                .id(progress.source),
                .id(progress.run),
                .text(progress.table),
                .count(progress.rows)
            )
        }
    }

    /// Writes down that another run goes on.
    public func resume(_ run: UUIDv7) throws {
        try perform { _ = try $0.run(CopyState.resume, .id(run)) }
    }

    /// Writes down how far it has come.
    public func save(_ progress: CopyProgress) throws -> Bool {
        try perform { database in
            try database.run(
                CopyState.update,
                .id(progress.source),
                .text(progress.table),
                .optional(progress.keyOctets),
                .count(progress.rows),
                .id(progress.run)
            ) > 0
        }
    }

    /// Removes the table that keeps the progress.
    public func finish() throws {
        try perform { try $0.execute(sql: CopyState.drop) }
    }

    private func perform<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Self.translating(name) { try queue.unsafeReentrantWrite(body) }
    }

    private static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw SQLiteStorageError.translating(error, file: path)
        }
    }
}
