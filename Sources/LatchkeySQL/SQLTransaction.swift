package import FoundationEssentials
package import LatchkeyAccounts
package import LatchkeyTokens

/// One transaction on one connection of a back end, which runs statements one after the other.
///
/// How it is begun, run again after a conflict and ended is the back end's own. Its methods are called by one thread.
package protocol SQLTransaction: AnyObject {
    /// The time of the database, the same throughout the transaction, in whole milliseconds.
    var now: Date { get }

    /// Runs a statement and returns how many rows it changed.
    func execute(_ statement: SQLStatement, _ values: [SQLValue]) throws -> Int

    /// Runs a statement and hands over its rows until `row` returns `false`; a changing statement is complete even then.
    func query(
        _ statement: SQLStatement,
        _ values: [SQLValue],
        row: (inout SQLRow) throws -> Bool
    ) throws

    /// Runs a statement whose answer nobody needs: together with the next one, or with the end of the transaction, where
    /// that saves a round trip.
    ///
    /// What the statement is refused for is thrown then. With `forAccount`, and where it is refused because an account is
    /// not there, that is `accountNotFound`.
    func send(_ statement: SQLStatement, _ values: [SQLValue], forAccount: Bool) throws

    /// Runs two statements, neither of which needs the other's answer, and hands over their rows: in one round trip, where
    /// there is one to save.
    func query(
        _ first: SQLQuery,
        row: (inout SQLRow) throws -> Void,
        and second: SQLQuery,
        row secondRow: (inout SQLRow) throws -> Void
    ) throws

    // MARK: Failures

    /// Whether a row was refused because of what it refers to.
    func isForeignKeyViolation(_ error: any Error) -> Bool

    /// Why an account could not be changed, where somebody has one of its names; `nil` for every other error.
    func takenName(_ error: any Error, changing account: Account) throws -> AccountError?

    /// The back end's own error for something that no statement was refused for.
    func failure(_ kind: SQLFailure, _ message: String) -> any Error

    // MARK: Locks

    /// Lets no other transaction pass that locks the same thing, whether there is a row for it or not.
    func lock(_ kind: String, _ key: @autoclosure () -> [UInt8])

    /// Locks rows before the next statement runs.
    func lock(_ rows: SQLLock, _ value: SQLValue?)

    /// Whether a session has been rotated, whose account need not be locked any more.
    var hasRotated: Bool { get set }

    // MARK: Logs

    /// Adds an event to the audit log.
    func append(_ event: AuditEvent, actor: AuditActor?, node: UUIDv7) throws

    /// Writes the events that wait for the end of the transaction, for a statement that reads the log.
    func writeEvents()

    /// Tells other nodes, once the transaction is kept, that there is something new.
    func tell(_ topic: ChangeTopic)
}

extension SQLTransaction {
    /// Runs it now: there is no round trip.
    package func send(_ statement: SQLStatement, _ values: [SQLValue], forAccount: Bool) throws {
        do {
            _ = try execute(statement, values)
        } catch  where forAccount && isForeignKeyViolation(error) {
            throw AccountError.accountNotFound
        }
    }

    /// Runs one behind the other: there is no round trip.
    package func query(
        _ first: SQLQuery,
        row: (inout SQLRow) throws -> Void,
        and second: SQLQuery,
        row secondRow: (inout SQLRow) throws -> Void
    ) throws {
        try query(first.statement, first.values) { columns in
            try row(&columns)
            return true
        }
        try query(second.statement, second.values) { columns in
            try secondRow(&columns)
            return true
        }
    }
}

/// What the stores themselves find wrong.
package enum SQLFailure: Sendable {
    /// Something that is always there is not.
    case damaged
    /// There is a row of this key already.
    case duplicate
}
