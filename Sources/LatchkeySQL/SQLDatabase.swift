import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// The few ways in which the stores run statements in a transaction.
///
/// A transaction is called dynamically, once for each statement; what is generic here knows its types, because it knows
/// nothing else of the back end.
struct SQLDatabase {
    let transaction: any SQLTransaction

    init(_ transaction: any SQLTransaction) {
        self.transaction = transaction
    }

    /// The time of the database.
    var now: Date { transaction.now }

    // MARK: Statements

    /// Runs a statement and returns how many rows it changed.
    func run(_ statement: SQLStatement, _ values: SQLValue...) throws -> Int {
        try transaction.execute(statement, values)
    }

    /// Runs a statement whose row belongs to an account; without that account it throws `accountNotFound`.
    func runForAccount(_ statement: SQLStatement, _ values: SQLValue...) throws -> Int {
        do {
            return try transaction.execute(statement, values)
        } catch  where transaction.isForeignKeyViolation(error) {
            throw AccountError.accountNotFound
        }
    }

    /// Runs a statement whose answer nobody needs, together with what comes next; see ``SQLTransaction/send(_:_:forAccount:)``.
    func send(_ statement: SQLStatement, _ values: SQLValue...) throws {
        try transaction.send(statement, values, forAccount: false)
    }

    /// Like ``send(_:_:)``, for a row that belongs to an account; without that account it throws `accountNotFound`, now or
    /// with what comes next.
    func sendForAccount(_ statement: SQLStatement, _ values: SQLValue...) throws {
        try transaction.send(statement, values, forAccount: true)
    }

    /// The first row of a statement; `nil` when there is none.
    func first<Value>(
        _ statement: SQLStatement,
        _ values: SQLValue...,
        read: (inout SQLRow) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try transaction.query(statement, values) { row in
            value = try read(&row)
            return false
        }
        return value
    }

    /// Every row of a statement.
    func all<Value>(
        _ statement: SQLStatement,
        _ values: SQLValue...,
        read: (inout SQLRow) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        try transaction.query(statement, values) { row in
            found.append(try read(&row))
            return true
        }
        return found
    }

    /// The first row of one statement and every row of another, asked for together.
    func first<Value, Element>(
        _ first: SQLQuery,
        read: (inout SQLRow) throws -> Value,
        all second: SQLQuery,
        read readElement: (inout SQLRow) throws -> Element
    ) throws -> (Value?, [Element]) {
        var value: Value?
        var elements: [Element] = []
        try transaction.query(
            first,
            row: { row in if value == nil { value = try read(&row) } },
            and: second,
            row: { row in elements.append(try readElement(&row)) }
        )
        return (value, elements)
    }

    // MARK: Locks and logs

    /// Lets no other transaction pass that locks the same thing, whether there is a row for it or not.
    func lock(_ kind: String, _ key: @autoclosure () -> [UInt8]) { transaction.lock(kind, key()) }

    /// Locks rows before the next statement runs.
    func lock(_ rows: SQLLock, _ value: SQLValue? = nil) { transaction.lock(rows, value) }

    /// Writes the events that wait for the end of the transaction, for a statement that reads the log.
    func writeEvents() { transaction.writeEvents() }

    /// Tells other nodes, once the transaction is kept, that there is something new.
    func tell(_ topic: ChangeTopic) { transaction.tell(topic) }

    /// The back end's own error for something that no statement was refused for.
    func failure(_ kind: SQLFailure, _ message: String) -> any Error { transaction.failure(kind, message) }
}
