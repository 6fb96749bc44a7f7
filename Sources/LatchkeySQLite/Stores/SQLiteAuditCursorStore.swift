import GRDB
import LatchkeyAccounts

/// The places of the audit log's subscribers in the `audit_cursor` table.
struct SQLiteAuditCursorStore: AuditCursorStore {
    static let select = "SELECT sequence FROM audit_cursor WHERE subscriber = ?"
    static let insert = """
        INSERT INTO audit_cursor (subscriber, sequence, updated_at) VALUES (?, ?, ?)
        ON CONFLICT (subscriber) DO NOTHING
        """
    static let update = """
        UPDATE audit_cursor SET sequence = ?, updated_at = ? WHERE subscriber = ? AND sequence = ?
        """

    let database: Database
    let now: SQLValue

    func cursor(of subscriber: String) throws -> Int64? {
        try database.first(Self.select, .text(subscriber)) { try $0.integer() }
    }

    func begin(_ subscriber: String, at sequence: Int64) throws {
        try database.run(Self.insert, .text(subscriber), .integer(sequence), now)
    }

    func advance(_ subscriber: String, from old: Int64, to new: Int64) throws -> Bool {
        try database.run(Self.update, .integer(new), now, .text(subscriber), .integer(old)) > 0
    }
}
