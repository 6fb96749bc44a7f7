/// A statement that is written once, and the texts of it that the back ends take.
///
/// An object, which is passed about as one reference; the texts are made when it is used for the first time and stay the
/// same, so that both back ends find what they have prepared for them.
package final class SQLStatement: Sendable {
    /// What a statement that reads locks, where several transactions write at a time, of what it finds.
    package enum Locking: Sendable {
        /// The rows that it finds.
        case rows
        /// The rows of one table, where others are joined.
        case rowsOf(String)
        /// The rows that it finds, so that nobody changes them and others may lock them in the same way.
        case sharedRows
        /// The rows that no other transaction has in hand; the others it passes over.
        case freeRows

        // Not FOR UPDATE: rows that refer to the locked one may still be added.
        fileprivate var clause: String {
            switch self {
            case .rows: " FOR NO KEY UPDATE"
            case .rowsOf(let table): " FOR NO KEY UPDATE OF \(table)"
            case .sharedRows: " FOR SHARE"
            case .freeRows: " FOR NO KEY UPDATE SKIP LOCKED"
            }
        }
    }

    /// What SQLite takes: it has one writer at a time, and locks nothing.
    package let sqlite: String
    /// What PostgreSQL takes in a transaction that only reads, which locks nothing.
    package let postgresReading: String
    /// What PostgreSQL takes in a transaction that writes.
    package let postgres: String

    /// Makes a statement for which the back ends have the same words.
    package convenience init(locking: Locking? = nil, _ sql: String) {
        self.init(locking: locking) { _ in sql }
    }

    /// Makes a statement out of the words of each back end.
    package convenience init(locking: Locking? = nil, _ sql: (SQLDialect) -> String) {
        self.init(
            sqlite: SQLDialect.sqlite.translated(sql(.sqlite)),
            postgres: SQLDialect.postgres.translated(sql(.postgres)),
            locking: locking
        )
    }

    /// Makes a statement that the tables of the back ends leave nothing in common of but what it is for.
    package init(sqlite: String, postgres: String, locking: Locking? = nil) {
        self.sqlite = sqlite
        postgresReading = postgres
        self.postgres = postgres + (locking?.clause ?? "")
    }
}

/// A statement and what is bound to it.
package struct SQLQuery {
    package let statement: SQLStatement
    package let values: [SQLValue]

    package init(_ statement: SQLStatement, _ values: SQLValue...) {
        (self.statement, self.values) = (statement, values)
    }
}

/// A statement that locks and does nothing else; only back ends with several writers run it.
package struct SQLLock: Sendable {
    /// What PostgreSQL takes.
    package let postgres: String
}
