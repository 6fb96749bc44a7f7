import LatchkeyAccounts
import LatchkeySQL

/// How PostgreSQL holds a table.
struct PostgresStoredTable {
    /// How many rows one statement inserts, where there are as many.
    static let rowsPerStatement = 50

    /// The names that identity columns have here.
    private static let positions = ["mail": "position", "role_grant": "id"]

    let table: StoredTable

    init(_ table: StoredTable) { self.table = table }

    /// The table with its schema.
    var name: String { "latchkey.\(table.name)" }

    private var columns: [String] { table.columns.map(column) }

    private func column(_ column: StoredTable.Column) -> String {
        column.name == "position" ? Self.positions[table.name] ?? column.name : column.name
    }

    /// Selects a page; of all but the first the key before it is bound, and of all the limit behind that.
    func select(isFirst: Bool) -> String {
        // By octets, whatever the collation of the database.
        let key = table.keyColumns.map { $0.kind == .text ? "\(column($0)) COLLATE \"C\"" : column($0) }
        let order = key.joined(separator: ", ")
        let condition = isFirst ? "" : "WHERE (\(order)) > (\(marks(from: 1, count: key.count))) "
        let limit = isFirst ? 1 : key.count + 1
        return """
            SELECT \(columns.joined(separator: ", ")) FROM \(name) \(condition)ORDER BY \(order) LIMIT $\(limit)
            """
    }

    /// What writes some rows.
    func insertions(of rows: [[StoredValue]]) -> [Statement] {
        switch table.name {
        case StoredTable.instance.name:
            let columns = columns.enumerated().map { "\($1) = $\($0 + 1)" }.joined(separator: ", ")
            return rows.map { Statement("UPDATE \(name) SET \(columns)", $0.map { SQLValue($0) }) }
        case StoredTable.logPositions.name:
            return rows.map {
                Statement("UPDATE \(name) SET position = $2 WHERE log = $1", $0.map { SQLValue($0) })
            }
        default:
            let whole = rows.count / Self.rowsPerStatement * Self.rowsPerStatement
            let many = stride(from: 0, to: whole, by: Self.rowsPerStatement).map {
                insertion(of: rows[$0..<($0 + Self.rowsPerStatement)])
            }
            return many + (whole..<rows.count).map { insertion(of: rows[$0...$0]) }
        }
    }

    private func insertion(of rows: ArraySlice<[StoredValue]>) -> Statement {
        let count = columns.count
        let tuples = rows.indices.map { index in
            "(\(marks(from: (index - rows.startIndex) * count + 1, count: count)))"
        }
        // Identity columns would count from one again.
        let overriding = Self.positions[table.name] == nil ? "" : " OVERRIDING SYSTEM VALUE"
        return Statement(
            """
            INSERT INTO \(name) (\(columns.joined(separator: ", ")))\(overriding) VALUES \(tuples.joined(separator: ", "))
            """,
            rows.flatMap { row in row.map { SQLValue($0) } }
        )
    }

    private func marks(from first: Int, count: Int) -> String {
        (first..<(first + count)).map { "$\($0)" }.joined(separator: ", ")
    }

    /// What lets the identity column go on behind the last value; `nil` where there is none.
    var settling: String? {
        Self.positions[table.name].map { column in
            """
            SELECT setval(pg_get_serial_sequence('\(name)', '\(column)'), (SELECT MAX(\(column)) FROM \(name)))
            """
        }
    }
}
