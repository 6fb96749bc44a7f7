public import FoundationEssentials
import GRDB
public import LatchkeyAccounts
public import LatchkeyOAuth
package import LatchkeySQL
public import LatchkeyTokens

/// Accounts, sessions, keys and revocations in one SQLite file.
///
/// Opening makes the file (mode 0600) when it is absent and brings an older schema up to date. Several processes
/// may use one file side by side; only one of them may serve it (``ServeLock``). A commit is on the disk when
/// ``transaction(_:)`` returns (`synchronous=FULL`); concurrent transactions share commits.
///
/// ```swift
/// let storage = try SQLiteStorage(path: "data/latchkey.db")
/// try await storage.transaction { tx in try tx.accounts.insert(account) }
/// ```
public final class SQLiteStorage: OAuthStorage, OneTimeTokenStorage, OpaqueSessionStorage, RevocationLog {
    /// The path of the database file as it was given.
    public let path: String

    /// Fired once a transaction of this process that appended to the audit log is durable.
    public let auditSignal: ChangeSignal? = ChangeSignal()

    let pool: DatabasePool
    let writer: BatchingWriter
    private let marker: ChangeMarker
    private let node: UUIDv7
    private let now: @Sendable () -> Date

    /// Opens the database at `path`, or makes one.
    ///
    /// - Parameters:
    ///   - path: the file; its directory must exist.
    ///   - now: the clock of the database.
    /// - Throws: ``SQLiteStorageError`` for a file that is missing its directory, foreign, damaged or too new;
    ///   such a file is left as it was.
    public init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws(SQLiteStorageError) {
        self.path = path
        self.now = now
        do {
            let resolved = try DatabaseFile(path: path).prepare(at: now())
            pool = try Self.openPool(resolved)
            try Migrations.migrator.migrate(pool)
            marker = ChangeMarker(file: resolved)
            node = try Self.readNode(pool)
        } catch let error as SQLiteStorageError {
            throw error
        } catch let error as DatabaseError {
            throw SQLiteStorageError(error, file: path)
        } catch {
            throw .failed(file: path, reason: "\(error)")
        }
        writer = BatchingWriter(pool: pool, file: path)
    }

    deinit {
        // The last connection to close removes the log beside the file, and one that cannot write leaves it there.
        try? marker.close()
    }

    /// Closes the database behind every write that has begun, so that nothing but its one file is left.
    ///
    /// Whatever is asked of it afterwards fails. A database that nobody closes loses nothing: the log beside it holds
    /// what the file does not, and the next to open it puts the two together.
    ///
    /// - Throws: ``SQLiteStorageError``.
    public func close() async throws {
        try await writer.perform { _ in }
        do {
            // Only the last connection to close tidies up, and one that cannot write does not: they go first.
            try marker.close()
            pool.invalidateReadOnlyConnections()
            try pool.close()
        } catch let error as DatabaseError {
            throw SQLiteStorageError(error, file: path)
        }
    }

    /// How many transactions have shared how many commits since the database was opened.
    public var commitFigures: CommitFigures { writer.figures }

    /// How much this process has written, and what waits to be.
    public var load: StorageLoad {
        var load = StorageLoad()
        let figures = writer.figures
        (load.transactions, load.commits, load.waiting) = (
            figures.transactions, figures.commits, writer.backlog
        )
        return load
    }

    /// Runs `body` in a transaction; the result is durable when this returns.
    ///
    /// Cancelling the task does not undo a transaction that is already under way.
    ///
    /// - Throws: what `body` throws, as it is; ``SQLiteStorageError`` when the database itself fails.
    public func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await write(.immediate, body)
    }

    /// Runs `body` on a consistent snapshot, beside a writer if there is one.
    ///
    /// - Throws: what `body` throws, as it is; ``SQLiteStorageError`` when it writes or the database itself fails.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await look(body)
    }

    /// Checks that the database answers.
    public func ping() async throws {
        _ = try await readDatabase { database in
            try database.first("SELECT id FROM instance") { try $0.integer() }
        }
    }

    /// Commits a change that nobody reads, to see that the disk takes it.
    ///
    /// An update to what a row has already would not do: SQLite writes no page whose octets stay the same.
    public func checkWritable() async throws {
        try await writer.perform { database in
            let count = try database.first("PRAGMA user_version") { try $0.integer() } ?? 0
            try database.execute(sql: "PRAGMA user_version = \((count + 1) & 0xFFFF)")
        }
    }

    /// Reads the whole file and throws ``SQLiteStorageError/damaged(file:reason:)`` when its pages do not fit together.
    ///
    /// Takes about a second for 100 MiB; nobody else has to wait for it.
    public func check() async throws {
        try await readDatabase { try DatabaseFile.check($0) }
    }

    /// SQLite's own data version as one idle connection sees it: it moves with every commit of any other connection,
    /// in this process or another.
    public func changeMarker() async throws -> Int64 {
        try await translatingErrors { try await marker.value() }
    }

    /// Lets go of the pages that were kept for the next write; the system has them, too.
    ///
    /// For a server that has nothing to do. Waits for the writes that have begun, and writes nothing.
    ///
    /// ```swift
    /// await storage.releaseMemory()
    /// ```
    public func releaseMemory() async {
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                // Where it cannot be done, the pages stay where they are.
                try? database.execute(sql: "PRAGMA shrink_memory")
                continuation.resume()
            }
        }
    }

    /// How many octets of the file hold something.
    package func sizeInUse() async throws -> Int64 {
        try await readDatabase { database in
            let sql =
                "SELECT page_size * (page_count - freelist_count) FROM pragma_page_size, pragma_page_count, "
                + "pragma_freelist_count"
            return try database.first(sql) { try $0.integer() } ?? 0
        }
    }

    func readDatabase<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        try await translatingErrors { try await pool.read(body) }
    }

    private func translatingErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            throw SQLiteStorageError.translating(error, file: path)
        }
    }

    private static func openPool(_ path: String) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: DatabaseFile.configuration(readonly: false))
        // The pool has just set NORMAL, under which a power cut may take back an acknowledged commit.
        try pool.writeWithoutTransaction { database in
            try database.execute(
                sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY"
            )
        }
        return pool
    }

    private static func readNode(_ pool: DatabasePool) throws -> UUIDv7 {
        let node = try pool.read { try $0.first("SELECT node FROM instance") { try $0.id() } }
        guard let node else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "the instance row is missing")
        }
        return node
    }
}

// MARK: What the stores run in

extension SQLiteStorage: SQLStorage {
    /// Runs `body` in a transaction; the result is on the disk when this returns, unless that is deferred.
    package func write<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (SQLStores) throws -> Result
    ) async throws -> Result {
        // The writer works on a thread of its own, which knows nothing of this task.
        let actor = AuditActor.current
        let (result, hasAudited) = try await writer.perform(durability) { [now, node] database in
            let transaction = SQLiteTransaction(database, now: now())
            let result = try body(SQLStores(transaction, node: node, actor: actor))
            return (result, transaction.hasAudited)
        }
        if hasAudited { auditSignal?.fire() }
        return result
    }

    /// Runs `body` on a consistent snapshot, beside a writer if there is one.
    package func look<Result: Sendable>(
        _ body: @escaping @Sendable (SQLStores) throws -> Result
    ) async throws -> Result {
        try await readDatabase { [now, node] database in
            try body(SQLStores(SQLiteTransaction(database, now: now()), node: node, actor: nil))
        }
    }
}
