import FoundationEssentials
public import LatchkeyAccounts
import LatchkeySQL
public import LatchkeyTokens

/// A PostgreSQL database as the source or the target of a copy.
///
/// No node may be alive on it. The tables of a source are locked against writes, and read in one transaction, so that
/// what is read is one state however long that takes.
///
/// ```swift
/// let target = try PostgresCopyEnd.target(PostgresOptions(url: "postgres://latchkey@db.internal/latchkey"))
/// ```
public final class PostgresCopyEnd: CopyTarget {
    private enum Role {
        case source
        case target(making: Bool)
    }

    private static let beginSource = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"
    private static let limitLock = "SELECT set_config('lock_timeout', '5000', true)"
    // The lease of a node as well: one that starts meanwhile does not come up.
    private static let lock = """
        LOCK TABLE latchkey.node, \
        \(StoredTable.all.map { PostgresStoredTable($0).name }.joined(separator: ", ")) IN SHARE MODE
        """
    private static let countNodes = """
        SELECT COUNT(*) FROM latchkey.node
        WHERE leased_until > CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)
        """
    // So that a serving process finds the chains it goes on with.
    private static let insertNodes = """
        INSERT INTO latchkey.node (id, leased_until)
        SELECT node, 0 FROM latchkey.audit_chain UNION SELECT node, 0 FROM latchkey.instance
        ON CONFLICT (id) DO NOTHING
        """
    /// How long an answer may take: counting a large table does.
    private static let patience = Duration.seconds(3600)

    /// Server, port and database, without user and password.
    public let name: String

    private let connection: PostgresConnection
    private let target: ConnectionTarget

    /// Opens a database to read all of it.
    ///
    /// - Throws: ``PostgresStorageError``; `CopyError` for one that is absent, older, or worked on.
    public static func source(_ options: PostgresOptions) throws -> PostgresCopyEnd {
        guard let end = try PostgresCopyEnd(options, .source) else {
            throw CopyError.noDatabase(try ConnectionTarget(options.url).name)
        }
        return end
    }

    /// Opens a database to fill it, and makes the tables where there are none; `nil` where there are none and none may be
    /// made.
    ///
    /// - Throws: ``PostgresStorageError``; `CopyError` for one that is older, or worked on.
    public static func target(_ options: PostgresOptions, making: Bool = true) throws -> PostgresCopyEnd? {
        try PostgresCopyEnd(options, .target(making: making))
    }

    private init?(_ options: PostgresOptions, _ role: Role) throws {
        target = try ConnectionTarget(options.url)
        name = target.name
        connection = try PostgresConnection(
            target,
            namesStatements: options.preparesStatements,
            patience: Self.patience
        )
        let isThere = try translating { try open(role) }
        guard isThere else { return nil }
    }

    private func open(_ role: Role) throws -> Bool {
        let migrations = Migrations(connection: connection, target: target, now: .now, unfinished: true)
        if try !migrations.isThere() {
            guard case .target(making: true) = role else { return false }
            try migrations.run()
        }
        guard try migrations.isCurrent() else { throw CopyError.olderVersion(name) }
        guard case .source = role else {
            try checkNodes()
            return true
        }
        guard try progress() == nil else { throw PostgresStorageError.unfinishedCopy(server: name) }
        for statement in [Self.beginSource, PostgresTransaction.unlimited, Self.limitLock, Self.lock] {
            _ = try connection.execute(Statement(statement))
        }
        try checkNodes()
        return true
    }

    private func checkNodes() throws {
        let nodes = try first(Statement(Self.countNodes)) { try $0.count() } ?? 0
        guard nodes == 0 else { throw CopyError.served(name, servers: nodes) }
    }

    /// Lets others write again; the connection ends with this value.
    public func close() throws { connection.giveUp() }

    // MARK: Reading

    /// How many rows a table has.
    public func count(of table: StoredTable) throws -> Int {
        try translating {
            try first(Statement("SELECT COUNT(*) FROM \(PostgresStoredTable(table).name)")) { try $0.count() }
                ?? 0
        }
    }

    /// Rows of a table in the order of its key.
    public func rows(
        of table: StoredTable,
        after key: [StoredValue]?,
        limit: Int
    ) throws -> [[StoredValue]] {
        let sql = PostgresStoredTable(table).select(isFirst: key == nil)
        let values = (key ?? []).map { SQLValue($0) } + [.count(limit)]
        return try translating {
            let answer = try connection.execute(Statement(sql, values))
            var rows: [[StoredValue]] = []
            try answer.rows { row in
                rows.append(try table.columns.map { try row.value(of: $0) })
                return true
            }
            return rows
        }
    }

    // MARK: Writing

    /// Runs `body` in a transaction, which is durable when this returns.
    public func transaction(_ body: () throws -> Void) throws {
        try translating {
            connection.enqueue(Statement(PostgresTransaction.beginWrite))
            _ = try connection.execute(Statement(PostgresTransaction.unlimited))
            do {
                try body()
                let answer = try connection.execute(Statement("COMMIT"))
                guard answer.command == "COMMIT" else { throw ServerRefusal.swallowed }
            } catch {
                connection.forgetQueue()
                if !connection.isLost { _ = try? connection.execute(Statement("ROLLBACK")) }
                throw error
            }
        }
    }

    /// Adds rows.
    public func insert(_ rows: [[StoredValue]], into table: StoredTable) throws {
        let statements = PostgresStoredTable(table).insertions(of: rows)
        try translating { _ = try connection.execute(statements) }
    }

    /// Removes every row.
    public func removeAll(from table: StoredTable) throws {
        try translating {
            _ = try connection.execute(Statement("DELETE FROM \(PostgresStoredTable(table).name)"))
        }
    }

    /// Lets identity columns go on behind the last value, makes the nodes known, and shows the planner what is there.
    public func settle() throws {
        let identities = StoredTable.all.compactMap { PostgresStoredTable($0).settling }
        let analyses = StoredTable.all.map { "ANALYZE \(PostgresStoredTable($0).name)" }
        try translating {
            _ = try connection.execute((identities + [Self.insertNodes] + analyses).map { Statement($0) })
        }
    }

    // MARK: Progress

    /// How far a copy has come.
    public func progress() throws -> CopyProgress? {
        try translating {
            guard try connection.execute(Statement(CopyState.find)).rowCount > 0 else { return nil }
            return try first(Statement(CopyState.select)) { row in
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
        let row = Statement(
            CopyState.insert,
            .id(progress.source),
            .id(progress.run),
            .text(progress.table),
            .count(progress.rows)
        )
        try translating {
            // One after the other: the second cannot be prepared before the first has run.
            do {
                _ = try connection.execute(Statement(CopyState.create))
            } catch let refusal as ServerRefusal where refusal.isCreationRace {
                throw CopyError.otherRun(name)
            }
            _ = try connection.execute(row)
        }
    }

    /// Writes down that another run goes on.
    public func resume(_ run: UUIDv7) throws {
        try translating { _ = try connection.execute(Statement(CopyState.resume, .id(run))) }
    }

    /// Writes down how far it has come.
    public func save(_ progress: CopyProgress) throws -> Bool {
        let statement = Statement(
            CopyState.update,
            .id(progress.source),
            .text(progress.table),
            .optional(progress.keyOctets),
            .count(progress.rows),
            .id(progress.run)
        )
        return try translating {
            do {
                return try connection.execute(statement).changes > 0
            } catch let refusal as ServerRefusal where refusal.isMissingTable {
                // Another run has finished the copy.
                return false
            }
        }
    }

    /// Removes the table that keeps the progress.
    public func finish() throws {
        try translating { _ = try connection.execute(Statement(CopyState.drop)) }
    }

    private func first<Value>(
        _ statement: Statement,
        read: (inout SQLRow) throws -> Value
    ) throws -> Value? {
        try connection.execute(statement).first(read)
    }

    private func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw PostgresStorageError.translating(error, server: name)
        }
    }
}
