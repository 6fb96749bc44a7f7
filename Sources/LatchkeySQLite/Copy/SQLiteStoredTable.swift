import LatchkeyAccounts
import LatchkeySQL

/// How SQLite holds a table.
struct SQLiteStoredTable {
    struct Insertion {
        let sql: String
        let values: [SQLValue]
    }

    /// SQLite counts the rows of these itself.
    private static let counted = ["audit": "audit_event", "revocation": "revocation"]

    private static let positions = """
        (SELECT 'audit' AS log, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'audit_event'), 0) AS position
        UNION ALL SELECT 'key', key_ring_generation FROM instance
        UNION ALL SELECT 'revocation', COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'revocation'), 0)
        UNION ALL SELECT 'status', taken FROM status_position)
        """

    private let table: StoredTable

    init(_ table: StoredTable) { self.table = table }

    private var isLogPositions: Bool { table.name == StoredTable.logPositions.name }

    /// What stands behind FROM.
    var source: String { isLogPositions ? Self.positions : table.name }

    /// The columns, in their order.
    private var columns: [String] { table.columns.map(column) }

    /// Rows have a number of their own.
    private func column(_ column: StoredTable.Column) -> String {
        column.name == "position" && !isLogPositions ? "rowid" : column.name
    }

    /// Selects a page; of all but the first the key before it is bound, and of all the limit.
    func select(isFirst: Bool) -> String {
        let key = table.keyColumns.map(column)
        let marks = key.map { _ in "?" }.joined(separator: ", ")
        let order = key.joined(separator: ", ")
        let condition = isFirst ? "" : "WHERE (\(order)) > (\(marks)) "
        return
            "SELECT \(columns.joined(separator: ", ")) FROM \(source) \(condition)ORDER BY \(order) LIMIT ?"
    }

    /// What writes a row.
    func insertions(of row: [StoredValue]) -> [Insertion] {
        let values = row.map { SQLValue($0) }
        switch table.name {
        case StoredTable.instance.name:
            let columns = columns.map { "\($0) = ?" }.joined(separator: ", ")
            return [Insertion(sql: "UPDATE instance SET \(columns)", values: values)]
        case StoredTable.logPositions.name:
            return positions(row, values)
        default:
            let marks = columns.map { _ in "?" }.joined(separator: ", ")
            let sql = "INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
            return [Insertion(sql: sql, values: values)]
        }
    }

    private func positions(_ row: [StoredValue], _ values: [SQLValue]) -> [Insertion] {
        guard case .text(let log) = row.first, let position = values.last else { return [] }
        guard let counted = Self.counted[log] else {
            let sql =
                log == "status"
                ? "UPDATE status_position SET taken = ?" : "UPDATE instance SET key_ring_generation = ?"
            return [Insertion(sql: sql, values: [position])]
        }
        return [
            Insertion(sql: "DELETE FROM sqlite_sequence WHERE name = ?", values: [.text(counted)]),
            Insertion(
                sql: "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
                values: [.text(counted), position]
            ),
        ]
    }
}
