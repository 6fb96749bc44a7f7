/// What the back ends say in words of their own.
///
/// A statement is written once, as PostgreSQL takes it: parameters are `$1`, `$2`…, tables stand in the schema `latchkey`.
/// SQLite has neither; see ``translated(_:)``.
package enum SQLDialect: Sendable {
    case sqlite
    case postgres

    /// The least of some values.
    var least: String { self == .sqlite ? "min" : "LEAST" }

    /// The greatest of some values.
    var greatest: String { self == .sqlite ? "max" : "GREATEST" }

    /// Compares two values, of which NULL equals NULL.
    var isSame: String { self == .sqlite ? "IS" : "IS NOT DISTINCT FROM" }

    /// The contrary of ``isSame``.
    var isDifferent: String { self == .sqlite ? "IS NOT" : "IS DISTINCT FROM" }

    /// Behind `LIMIT`: as many as there are.
    var all: String { self == .sqlite ? "-1" : "ALL" }

    /// The column in which the rows of `mail` are numbered as they come.
    var mailPosition: String { self == .sqlite ? "rowid" : "position" }

    /// Behind the subselect of a statement that changes rows: passes over those that another transaction has in hand.
    var skippingLocked: String { self == .sqlite ? "" : " FOR UPDATE SKIP LOCKED" }

    /// Behind a table: SQLite's planner, which has no figures, is told which index to take.
    func indexed(by index: String) -> String { self == .sqlite ? " INDEXED BY \(index)" : "" }

    /// Whether a column holds a text, capital and small letters of ASCII being the same; `lower` folds just those in SQLite,
    /// and goes by the collation in PostgreSQL.
    func contains(_ column: String, _ text: String) -> String {
        switch self {
        case .sqlite: "instr(lower(\(column)), lower(\(text))) > 0"
        case .postgres: "strpos(\(Self.folded(column)), \(Self.folded(text))) > 0"
        }
    }

    private static func folded(_ text: String) -> String {
        "translate(\(text), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
    }

    /// A statement as this back end takes it.
    func translated(_ sql: String) -> String {
        switch self {
        case .sqlite: sql.replacing("latchkey.", with: "").replacing("$", with: "?")
        case .postgres: sql
        }
    }
}
