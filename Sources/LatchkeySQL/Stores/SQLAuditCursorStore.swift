import LatchkeyAccounts

/// The places of the audit log's subscribers in the `audit_cursor` table.
struct SQLAuditCursorStore: AuditCursorStore {
    static let select = SQLStatement(
        locking: .rows,
        "SELECT sequence FROM latchkey.audit_cursor WHERE subscriber = $1"
    )
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.audit_cursor (subscriber, sequence, updated_at) VALUES ($1, $2, $3)
        ON CONFLICT (subscriber) DO NOTHING
        """
    )
    static let update = SQLStatement(
        """
        UPDATE latchkey.audit_cursor SET sequence = $1, updated_at = $2 WHERE subscriber = $3 AND sequence = $4
        """
    )

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    func cursor(of subscriber: String) throws -> Int64? {
        try database.first(Self.select, .text(subscriber)) { try $0.integer() }
    }

    func begin(_ subscriber: String, at sequence: Int64) throws {
        try database.send(Self.insert, .text(subscriber), .integer(sequence), now)
    }

    func advance(_ subscriber: String, from old: Int64, to new: Int64) throws -> Bool {
        try database.run(Self.update, .integer(new), now, .text(subscriber), .integer(old)) > 0
    }
}
