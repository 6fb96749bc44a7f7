public import FoundationEssentials
public import LatchkeyAccounts
public import LatchkeyOAuth
package import LatchkeySQL
public import LatchkeyTokens
import Synchronization

/// Accounts, sessions, keys and revocations in a PostgreSQL database, in a schema of their own.
///
/// Opening makes the schema `latchkey` when it is absent and brings an older one up to date; several nodes may do so at
/// once, and any number of them work on it side by side. A commit is durable when ``transaction(_:)`` returns, as far as
/// the server's `synchronous_commit` goes. Transactions are run again after a conflict, and on a new connection after one
/// that was lost before it was to be kept.
///
/// ```swift
/// let storage = try await PostgresStorage.open(PostgresOptions(url: "postgres://latchkey@db.internal/latchkey"))
/// try await storage.transaction { tx in try tx.accounts.insert(account) }
/// ```
public final class PostgresStorage: OAuthStorage, OneTimeTokenStorage, OpaqueSessionStorage, RevocationLog {
    /// Server, port and database, without user and password.
    public let name: String

    /// Fired once a transaction that appended to the audit log is durable: one of this process, and one of another node
    /// where there is a listener (``PostgresOptions/listenURL``).
    public let auditSignal: ChangeSignal? = ChangeSignal()

    /// Fired when another node has told of a revocation or a key, where there is a listener.
    public let changeSignal: ChangeSignal? = ChangeSignal()

    /// Half a second: each look is a statement on the server.
    public let followInterval = Duration.milliseconds(500)

    let options: PostgresOptions
    /// Stands for this process where it holds something.
    let process: UUIDv7
    private let pool: ConnectionPool
    private let runner: TransactionRunner
    private let node: Mutex<UUIDv7>

    private init(
        _ options: PostgresOptions,
        _ pool: ConnectionPool,
        _ runner: TransactionRunner,
        node: UUIDv7
    ) {
        self.options = options
        self.pool = pool
        self.runner = runner
        self.node = Mutex(node)
        process = UUIDv7(at: Date())
        name = runner.target.name
    }

    /// Opens the database, and makes the tables or brings them up to date.
    ///
    /// - Parameters:
    ///   - options: which database, and how much to ask of it.
    ///   - now: a clock in place of the server's, for tests.
    /// - Returns: the storage.
    /// - Throws: ``PostgresStorageError``.
    public static func open(
        _ options: PostgresOptions,
        now: (@Sendable () -> Date)? = nil
    ) async throws -> PostgresStorage {
        let target = try ConnectionTarget(options.url)
        let settings = TransactionSettings(
            clock: now,
            statementLimit: options.preparesStatements ? nil : options.statementLimit,
            notifies: options.listenURL != nil
        )
        let pool = ConnectionPool(target: target, options: options)
        let runner = TransactionRunner(target: target, settings: settings)
        let node = try await pool.perform { slot in
            try translating(target) {
                // A connection of its own: it waits longer than others.
                defer { slot.discard() }
                try Migrations(connection: slot.connection(), target: target, now: now?() ?? Date()).run()
            }
            return try runner.read(slot) { database in
                try database.first(NodeLease.selectInstance) { try $0.id() }
            }
        }
        guard let node else {
            throw PostgresStorageError.failed(
                server: target.name,
                state: ServerRefusal.dataCorrupted,
                reason: "the instance row is missing"
            )
        }
        return PostgresStorage(options, pool, runner, node: node)
    }

    /// Lets what is under way end, gives back what this process holds, and closes the connections.
    ///
    /// Whatever is asked of it afterwards fails.
    public func close() async {
        try? await leaveNode()
        pool.close()
    }

    /// Runs `body` in a transaction; the result is durable when this returns.
    ///
    /// Cancelling the task does not undo a transaction that is already under way.
    ///
    /// - Throws: what `body` throws, as it is; ``PostgresStorageError`` when the database itself fails.
    public func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await write(.immediate, body)
    }

    /// Runs `body` on a consistent snapshot.
    ///
    /// - Throws: what `body` throws, as it is; ``PostgresStorageError`` when it writes or the database itself fails.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await look(body)
    }

    func writeDatabase<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Result
    ) async throws -> Result {
        try await pool.perform { [runner] slot in try runner.write(slot, body) }
    }

    func readDatabase<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) throws -> Result
    ) async throws -> Result {
        try await pool.perform { [runner] slot in try runner.read(slot, body) }
    }

    static let selectPositions = """
        SELECT CAST(SUM(position) AS BIGINT) FROM latchkey.log_position WHERE log IN ('revocation', 'key')
        """

    /// The number of the last revocation and that of the key ring's changes, added up: either only grows.
    public func changeMarker() async throws -> Int64 {
        try await readDatabase { try $0.first(Self.selectPositions) { try $0.integer() } ?? 0 }
    }

    /// Checks that the database answers.
    public func ping() async throws {
        _ = try await readDatabase { try $0.first(NodeLease.selectInstance) { try $0.id() } }
    }

    /// How many octets the tables take, with their indices.
    package func sizeInUse() async throws -> Int64 {
        let sql = """
            SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'latchkey' AND c.relkind = 'r'
            """
        return try await readDatabase { try $0.first(sql) { try $0.integer() } ?? 0 }
    }

    private static func translating(_ target: ConnectionTarget, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw PostgresStorageError.translating(error, server: target.name)
        }
    }
}

// MARK: What the stores run in

extension PostgresStorage: SQLStorage {
    /// Runs `body` in a transaction; the result is durable when this returns, unless that is deferred.
    package func write<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (SQLStores) throws -> Result
    ) async throws -> Result {
        // The pool works on threads of its own, which know nothing of this task.
        let actor = AuditActor.current
        let node = self.node.withLock { $0 }
        let (result, hasAudited) = try await writeDatabase { transaction in
            if durability == .deferred { transaction.deferDurability() }
            let result = try body(SQLStores(transaction, node: node, actor: actor))
            return (result, transaction.hasAudited)
        }
        if hasAudited { auditSignal?.fire() }
        return result
    }

    /// Runs `body` on a consistent snapshot.
    package func look<Result: Sendable>(
        _ body: @escaping @Sendable (SQLStores) throws -> Result
    ) async throws -> Result {
        let node = self.node.withLock { $0 }
        return try await readDatabase { try body(SQLStores($0, node: node, actor: nil)) }
    }
}

// MARK: The node

extension PostgresStorage {
    /// Takes a node's place for a process that serves, or holds it longer; see ``PostgresNode``.
    func joinNode() async throws {
        let current = node.withLock { $0 }
        let next = try await writeDatabase { [process] database in
            let lease = NodeLease(database: database, holder: process)
            return try lease.renew(current) ? current : try lease.take()
        }
        node.withLock { $0 = next }
    }

    private func leaveNode() async throws {
        let current = node.withLock { $0 }
        try await writeDatabase { [process] database in
            try NodeLease(database: database, holder: process).release(current)
        }
    }
}
