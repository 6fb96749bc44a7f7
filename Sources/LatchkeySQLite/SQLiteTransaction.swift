import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeySQL
import LatchkeyTokens

/// One transaction on one connection; it stays on the thread of that.
///
/// SQLite has one writer at a time, which sees everything: nothing has to be locked, and the order in which rows are
/// numbered is the order of the commits.
final class SQLiteTransaction: SQLTransaction {
    static let insertEvent = """
        INSERT INTO audit_event (recorded_at, kind, account_id, session_id, digest, reason, actor, node)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence
        """
    static let insertDetail = "INSERT INTO audit_detail (sequence, account_id, detail) VALUES (?, ?, ?)"
    static let selectEmailOwner = "SELECT id FROM account WHERE email = ?"

    let now: Date
    /// Whether the transaction has appended to the audit log.
    private(set) var hasAudited = false
    private let database: Database

    /// Takes the time once, cut to the millisecond that the tables can hold.
    init(_ database: Database, now: Date) {
        self.database = database
        self.now = Date(milliseconds: now.milliseconds)
    }

    // MARK: Statements

    func execute(_ statement: SQLStatement, _ values: [SQLValue]) throws -> Int {
        try database.run(statement.sqlite, binding: values)
    }

    func query(
        _ statement: SQLStatement,
        _ values: [SQLValue],
        row: (inout SQLRow) throws -> Bool
    ) throws {
        try database.query(statement.sqlite, binding: values, row: row)
    }

    // MARK: Failures

    func isForeignKeyViolation(_ error: any Error) -> Bool {
        (error as? DatabaseError)?.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY
    }

    /// Of two indices SQLite names either; the transaction can still be asked.
    func takenName(_ error: any Error, changing account: Account) throws -> AccountError? {
        guard let error = error as? DatabaseError, error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
        else {
            return nil
        }
        switch error.message {
        case "UNIQUE constraint failed: account.email": return .emailTaken
        case "UNIQUE constraint failed: account.username":
            let owner = try account.email.flatMap { email in
                try database.first(Self.selectEmailOwner, .text(email)) { try $0.id() }
            }
            return owner.map { $0 != account.id } == true ? .emailTaken : .usernameTaken
        default: return nil
        }
    }

    func failure(_ kind: SQLFailure, _ message: String) -> any Error {
        switch kind {
        case .damaged: DatabaseError(resultCode: .SQLITE_CORRUPT, message: message)
        case .duplicate: DatabaseError(resultCode: .SQLITE_CONSTRAINT_UNIQUE, message: message)
        }
    }

    // MARK: Locks

    func lock(_ kind: String, _ key: @autoclosure () -> [UInt8]) {}

    func lock(_ rows: SQLLock, _ value: SQLValue?) {}

    /// Nothing is locked that could be spared.
    var hasRotated: Bool {
        get { false }
        set {}
    }

    // MARK: Logs

    /// Writes the event at once: its number is the next.
    func append(_ event: AuditEvent, actor: AuditActor?, node: UUIDv7) throws {
        hasAudited = true
        let sequence = try database.first(
            Self.insertEvent,
            .date(now),
            .text(event.kind.rawValue),
            .optional(event.accountID),
            .optional(event.sessionID),
            .optional(event.digest),
            .optional(event.reason),
            .optional((event.actor ?? actor)?.text),
            .id(node)
        ) { try $0.integer() }
        guard let sequence, let detail = event.detail else { return }
        try database.run(
            Self.insertDetail,
            .integer(sequence),
            .optional(event.accountID),
            .text(detail)
        )
    }

    func writeEvents() {}

    /// Whoever follows sees that the file has changed.
    func tell(_ topic: ChangeTopic) {}
}
