import FoundationEssentials
import LatchkeyAccounts
import LatchkeySQL
import LatchkeyTokens

/// One transaction on one connection.
///
/// Writes happen under READ COMMITTED. What a body may change after reading it is locked by the statement that reads it
/// (`SQLStatement.Locking`), and what must not come into being meanwhile by a lock slot (``lock(_:_:)``), so that bodies see
/// what they would see if transactions came one after the other. Locks are taken in one order (account, session, the rest,
/// the counters of the logs at the end), so that deadlocks stay rare.
final class PostgresTransaction: SQLTransaction {
    enum Mode {
        case write, read
    }

    static let beginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
    static let beginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    static let selectTime = """
        SELECT CAST(EXTRACT(EPOCH FROM transaction_timestamp()) * 1000 AS BIGINT)
        """
    static let limitStatements = "SELECT set_config('statement_timeout', $1, true)"
    static let unlimited = "SELECT set_config('statement_timeout', '0', true)"
    static let limitConnection = "SELECT set_config('statement_timeout', $1, false)"
    static let longestQueue = 256
    static let commitWithNext = "SET LOCAL synchronous_commit TO OFF"
    static let lockSlot = "SELECT slot FROM latchkey.lock_slot WHERE slot = $1 FOR UPDATE"

    let isReadOnly: Bool
    let connection: PostgresConnection
    /// Audit events that wait for the end of the transaction, where they take the log's next numbers.
    private var events: [AuditEntry] = []
    /// Whether the transaction has appended to the audit log.
    private(set) var hasAudited = false
    /// Whether a session has been rotated, whose account need not be locked any more.
    var hasRotated = false
    private let settings: TransactionSettings
    private var topics: Set<ChangeTopic> = []
    /// When the transaction began; `nil` until the server has told.
    private var time: Date?
    /// Why it could not tell; the next statement fails with it.
    private var failure: (any Error)?
    /// Whether rows of accounts were sent whose answers are not there yet.
    private var hasSentForAccount = false

    /// Begins a transaction, with the same round trip as its first statement.
    init(_ connection: PostgresConnection, _ mode: Mode, _ settings: TransactionSettings) {
        self.connection = connection
        self.settings = settings
        isReadOnly = mode == .read
        connection.enqueue(Statement(isReadOnly ? Self.beginRead : Self.beginWrite))
        if let limit = settings.statementLimit {
            connection.enqueue(Statement(Self.limitStatements, .text(limit)))
        }
        time = settings.clock.map { Date(milliseconds: $0().milliseconds) }
    }

    /// The time of the database, the same throughout the transaction; asks for it when no statement has been run yet.
    var now: Date {
        if let time { return time }
        do {
            _ = try answers([])
        } catch {
            failure = failure ?? error
        }
        // Nobody gets to see what is made of another time: the next statement, or the end, fails.
        return time ?? Date()
    }

    // MARK: Statements

    func execute(_ statement: SQLStatement, _ values: [SQLValue]) throws -> Int {
        try answer(self.statement(statement, values)).changes
    }

    func send(_ statement: SQLStatement, _ values: [SQLValue], forAccount: Bool) throws {
        guard !isReadOnly else { throw ServerRefusal.readOnly }
        hasSentForAccount = hasSentForAccount || forAccount
        connection.enqueue(self.statement(statement, values))
        // A body that writes without end does not fill the memory with it.
        if connection.queueLength >= Self.longestQueue { _ = try answers([]) }
    }

    func query(
        _ statement: SQLStatement,
        _ values: [SQLValue],
        row: (inout SQLRow) throws -> Bool
    ) throws {
        try answer(self.statement(statement, values)).rows(row)
    }

    func query(
        _ first: SQLQuery,
        row: (inout SQLRow) throws -> Void,
        and second: SQLQuery,
        row secondRow: (inout SQLRow) throws -> Void
    ) throws {
        let answers = try answers([
            statement(first.statement, first.values), statement(second.statement, second.values),
        ])
        try answers[0].rows { columns in
            try row(&columns)
            return true
        }
        try answers[1].rows { columns in
            try secondRow(&columns)
            return true
        }
    }

    /// The statement that also locks what it finds, unless nothing can be written here anyway.
    private func statement(_ statement: SQLStatement, _ values: [SQLValue]) -> Statement {
        Statement(isReadOnly ? statement.postgresReading : statement.postgres, values)
    }

    /// Runs a statement that PostgreSQL alone has, and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: SQLValue...) throws -> Int {
        try answer(Statement(sql, values)).changes
    }

    /// The first row of a statement that PostgreSQL alone has; `nil` when there is none.
    func first<Value>(
        _ sql: String,
        _ values: SQLValue...,
        read: (inout SQLRow) throws -> Value
    ) throws -> Value? {
        try answer(Statement(sql, values)).first(read)
    }

    private func answer(_ statement: Statement) throws -> QueryResult {
        guard let answer = try answers([statement]).last else { throw ServerRefusal.damaged("no answer") }
        return answer
    }

    /// Sends what waits and some statements, asks for the time where that is not known, and returns the statements' answers.
    private func answers(_ statements: [Statement]) throws -> [QueryResult] {
        if let failure { throw failure }
        let asked = time == nil ? [Statement(Self.selectTime)] : []
        let answers: [QueryResult]
        do {
            answers = try connection.execute(asked + statements)
        } catch let refusal as ServerRefusal where hasSentForAccount && refusal.isForeignKeyViolation {
            throw AccountError.accountNotFound
        }
        hasSentForAccount = false
        guard !asked.isEmpty else { return answers }
        time = try answers.first?.first { try $0.date() }
        guard time != nil else { throw ServerRefusal.damaged("the server does not tell the time") }
        return Array(answers.dropFirst())
    }

    // MARK: Failures

    func isForeignKeyViolation(_ error: any Error) -> Bool {
        (error as? ServerRefusal)?.isForeignKeyViolation == true
    }

    /// Of two indices the server names the one that was made first, which is that of the address.
    func takenName(_ error: any Error, changing account: Account) -> AccountError? {
        guard let refusal = error as? ServerRefusal, refusal.isUniqueViolation else { return nil }
        return switch refusal.constraint {
        case "account_email": .emailTaken
        case "account_username": .usernameTaken
        default: nil
        }
    }

    func failure(_ kind: SQLFailure, _ message: String) -> any Error {
        switch kind {
        case .damaged: ServerRefusal.damaged(message)
        case .duplicate:
            ServerRefusal(state: ServerRefusal.uniqueViolation, message: message, constraint: nil)
        }
    }

    // MARK: Locks

    /// There are a thousand slots; two things that share one only wait for each other.
    func lock(_ kind: String, _ key: @autoclosure () -> [UInt8]) {
        guard !isReadOnly else { return }
        // FNV-1a: who makes things collide slows down nobody but themselves.
        let hash = (Array(kind.utf8) + [0] + key()).reduce(0xCBF2_9CE4_8422_2325) { (hash: UInt64, octet) in
            (hash ^ UInt64(octet)) &* 0x100_0000_01B3
        }
        connection.enqueue(Statement(Self.lockSlot, .integer(Int64(hash % UInt64(Schema9.slotCount)))))
    }

    /// The lock travels with the next statement.
    func lock(_ rows: SQLLock, _ value: SQLValue?) {
        guard !isReadOnly else { return }
        connection.enqueue(Statement(rows.postgres, value.map { [$0] } ?? []))
    }

    // MARK: Logs

    /// Keeps an event for the end of the transaction.
    func append(_ event: AuditEvent, actor: AuditActor?, node: UUIDv7) throws {
        guard !isReadOnly else { throw ServerRefusal.readOnly }
        events.append(AuditEntry(event: event, actor: actor, recordedAt: now, node: node))
        (hasAudited, _) = (true, topics.insert(.audit))
    }

    func writeEvents() {
        for statement in AuditEntry.statements(for: events) { connection.enqueue(statement) }
        events = []
    }

    func tell(_ topic: ChangeTopic) { topics.insert(topic) }

    // MARK: The end

    /// Has the server answer the COMMIT before the transaction is on the disk; the next one that waits takes it along.
    func deferDurability() { connection.enqueue(Statement(Self.commitWithNext)) }

    /// Keeps what was written.
    ///
    /// - Throws: ``LostConnection`` with `duringCommit` when nobody knows whether it is kept.
    func commit() throws {
        // Nothing is on its way yet, so nobody has to wonder whether it is kept.
        if let failure { throw failure }
        writeEvents()
        if settings.notifies {
            for topic in topics { connection.enqueue(topic.notification) }
        }
        do {
            let answer = try self.answer(Statement("COMMIT"))
            guard answer.command == "COMMIT" else { throw ServerRefusal.swallowed }
        } catch var lost as LostConnection {
            lost.duringCommit = !isReadOnly
            throw lost
        }
    }

    /// Undoes everything; a connection that does not even do that is given up.
    func rollback() {
        connection.forgetQueue()
        do {
            _ = try connection.execute(Statement("ROLLBACK"))
        } catch {
            connection.giveUp()
        }
    }
}

/// What the transactions of a storage have in common.
struct TransactionSettings: Sendable {
    /// The clock of tests; `nil` for the server's.
    let clock: (@Sendable () -> Date)?
    /// The statement time-out in milliseconds, where it has to be set in every transaction.
    let statementLimit: String?
    /// Whether other nodes listen.
    let notifies: Bool
}
