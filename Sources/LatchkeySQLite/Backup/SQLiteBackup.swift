public import FoundationEssentials
import GRDB
import LatchkeySQL

/// Copies a database into one file, and puts such a file into a database's place.
///
/// A copy is one consistent state, taken beside whatever reads and writes the database, checked whole before it gets
/// its name, and readable by its owner only. It holds no master key, which is what makes it useless to a thief and
/// incomplete for you: keep that apart.
///
/// ```swift
/// let octets = try SQLiteBackup.write("data/latchkey.db", to: "latchkey-2026-11-22.backup") { done, total in … }
/// ```
public enum SQLiteBackup {
    /// Told how many of how many pages have been copied.
    public typealias Progress = (_ done: Int, _ total: Int) -> Void

    /// 1 MiB: often enough for a progress bar, and seldom enough to cost nothing.
    private static let pagesPerStep: CInt = 256

    /// Copies the database at `path` to a new file.
    ///
    /// Nothing has the name `file` before all of it is there and found whole: whoever is killed meanwhile leaves
    /// nothing, or a folder beside it that the next copy removes.
    ///
    /// - Parameters:
    ///   - path: the database; a server may be running on it.
    ///   - file: where the copy goes.
    ///   - replacing: whether an older copy of that name may be replaced; anything else stays.
    ///   - now: names the folder in which the copy is made.
    ///   - progress: told how far it has come.
    /// - Returns: the size of the copy in octets.
    /// - Throws: ``SQLiteStorageError/exists(file:)``, ``SQLiteStorageError/isDatabaseItself(file:)``, and whatever else is wrong with either file.
    @discardableResult
    public static func write(
        _ path: String,
        to file: String,
        replacing: Bool = false,
        at now: Date = Date(),
        progress: Progress = { _, _ in }
    ) throws(SQLiteStorageError) -> Int {
        guard replacing || !PosixFile.exists(file) else { throw .exists(file: file) }
        // A server that has it open would go on writing into a file without a name.
        guard !PosixFile.isSame(file, path) else { throw .isDatabaseItself(file: file) }
        // What is replaced is an older copy: not a master key, a device, or whatever else a slip may name.
        if PosixFile.exists(file) { try check(isDatabase: file) }
        try check(isDatabase: path)
        let draft = try draft(of: file, at: now)
        defer { withExtendedLifetime(draft) {} }
        let size = try copy(path, to: draft.file, named: file, progress)
        try publish(draft.file, as: file, replacing: replacing)
        return size
    }

    /// Puts the copy `file` in the place of the database at `path`, and keeps what was there.
    ///
    /// Take the ``ServeLock`` of the database first. At any moment the path leads to the old database or to the new one.
    ///
    /// - Parameters:
    ///   - file: a copy that ``write(_:to:replacing:at:progress:)`` made, or any Latchkey database that nobody uses.
    ///   - path: the database; it need not exist.
    ///   - kept: the name that the old database gets.
    ///   - now: names the folder in which the new database is made.
    ///   - accept: looks at the master-key check of the copy (`nil` when it is bound to none), and throws to refuse it.
    ///   - progress: told how far it has come.
    /// - Returns: whether there was a database that is kept now.
    /// - Throws: ``SQLiteStorageError``, and what `accept` throws.
    public static func restore(
        _ file: String,
        over path: String,
        keeping kept: String,
        at now: Date = Date(),
        accept: ([UInt8]?) throws -> Void,
        progress: Progress = { _, _ in }
    ) throws -> Bool {
        try check(isDatabase: file)
        let resolved = PosixFile.resolve(path)
        let draft = try draft(of: resolved, at: now)
        defer { withExtendedLifetime(draft) {} }
        _ = try copy(file, to: draft.file, named: file, progress)
        try accept(try masterKeyCheck(in: draft.file))
        let isKept = PosixFile.exists(resolved)
        if isKept { try keep(resolved, as: kept) }
        do throws(PosixError) {
            try PosixFile.replace(resolved, by: draft.file)
        } catch {
            throw SQLiteStorageError.cannotOpen(file: path, reason: error.reason)
        }
        return isKept
    }

    // MARK: Steps

    private static func draft(of file: String, at now: Date) throws(SQLiteStorageError) -> DatabaseDraft {
        DatabaseDraft.removeStale(of: file)
        do throws(PosixError) {
            return try DatabaseDraft(of: file, at: now)
        } catch {
            throw .cannotOpen(file: file, reason: error.reason)
        }
    }

    /// Copies inside one read transaction, so that writers beside it do not make it begin anew.
    private static func copy(
        _ path: String,
        to draft: String,
        named file: String,
        _ progress: Progress
    ) throws(SQLiteStorageError) -> Int {
        do {
            try PosixFile.makeEmpty(draft)
        } catch {
            throw .cannotOpen(file: file, reason: error.reason)
        }
        do {
            let source = try DatabaseQueue(
                path: path,
                configuration: DatabaseFile.configuration(readonly: true)
            )
            let target = try DatabaseQueue(
                path: draft,
                configuration: DatabaseFile.configuration(readonly: false)
            )
            // The library keeps the closure no longer than it copies.
            try withoutActuallyEscaping(progress) { progress in
                try source.read { source in
                    _ = try source.first("SELECT id FROM instance") { try $0.integer() }
                    try target.writeWithoutTransaction { target in
                        try source.backup(to: target, pagesPerStep: pagesPerStep) {
                            progress($0.totalPageCount - $0.remainingPageCount, $0.totalPageCount)
                        }
                    }
                }
            }
            return try target.writeWithoutTransaction { try finish($0) }
        } catch let error as SQLiteStorageError {
            throw error
        } catch let error as DatabaseError {
            throw SQLiteStorageError(error, file: file)
        } catch {
            throw .failed(file: file, reason: "\(error)")
        }
    }

    /// Makes one file of the copy, without a log beside it, and reads all of it.
    private static func finish(_ database: Database) throws -> Int {
        try database.execute(sql: "PRAGMA journal_mode = DELETE")
        let verdict = try database.first("PRAGMA integrity_check(1)") { try $0.text() } ?? "no verdict"
        guard verdict == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: verdict) }
        let pages = try database.first("PRAGMA page_count") { try $0.count() } ?? 0
        let size = try database.first("PRAGMA page_size") { try $0.count() } ?? 0
        return pages * size
    }

    private static func publish(
        _ draft: String,
        as file: String,
        replacing: Bool
    ) throws(SQLiteStorageError) {
        do throws(PosixError) {
            if replacing {
                try PosixFile.replace(file, by: draft)
            } else {
                try PosixFile.publishNew(draft, as: file)
            }
        } catch {
            if error.isExisting { throw .exists(file: file) }
            throw .cannotOpen(file: file, reason: error.reason)
        }
    }

    /// Gives the old database a second name.
    ///
    /// What its log holds goes into it first; a log that cannot be read, of a
    /// damaged database, goes along under the new name.
    private static func keep(_ path: String, as kept: String) throws {
        if let database = try? DatabaseQueue(
            path: path,
            configuration: DatabaseFile.configuration(readonly: false)
        ) {
            try? database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            try? database.close()
        }
        do throws(PosixError) {
            try PosixFile.publishNew(path, as: kept)
            for rest in ["-wal", "-shm"] where PosixFile.exists(path + rest) {
                try PosixFile.replace(kept + rest, by: path + rest)
            }
        } catch {
            if error.isExisting { throw SQLiteStorageError.exists(file: kept) }
            throw SQLiteStorageError.cannotOpen(file: kept, reason: error.reason)
        }
    }

    private static func check(isDatabase path: String) throws(SQLiteStorageError) {
        guard PosixFile.exists(path), !PosixFile.isDirectory(path) else {
            throw .cannotOpen(file: path, reason: "there is no such file")
        }
        guard PosixFile.isRegular(path) else { throw .foreign(file: path) }
        do {
            _ = try DatabaseFile(path: path).prepare(at: Date())
        } catch let error as SQLiteStorageError {
            throw error
        } catch let error as DatabaseError {
            throw SQLiteStorageError(error, file: path)
        } catch {
            throw .failed(file: path, reason: "\(error)")
        }
    }

    private static func masterKeyCheck(in path: String) throws -> [UInt8]? {
        let database = try DatabaseQueue(
            path: path,
            configuration: DatabaseFile.configuration(readonly: true)
        )
        return try database.read { database in
            try database.first("SELECT master_key_check FROM instance") { row in
                try row.optional { try $0.blob() }
            } ?? nil
        }
    }
}
