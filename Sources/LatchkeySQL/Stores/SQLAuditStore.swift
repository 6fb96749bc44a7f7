import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// The audit log in the `audit_event` table, personal detail in `audit_detail`.
struct SQLAuditStore: AuditStore {
    static let selectLast = SQLStatement(
        "SELECT sequence FROM latchkey.audit_event ORDER BY sequence DESC LIMIT 1"
    )
    private static let columns = """
        sequence, recorded_at, kind, audit_event.account_id, session_id, digest, reason, actor, detail
        """
    static let selectAfter = SQLStatement(
        """
        SELECT \(columns) FROM latchkey.audit_event LEFT JOIN latchkey.audit_detail USING (sequence)
        WHERE sequence > $1 ORDER BY sequence LIMIT $2
        """
    )
    static let selectOfAccount = SQLStatement(
        """
        SELECT \(columns) FROM latchkey.audit_event LEFT JOIN latchkey.audit_detail USING (sequence)
        WHERE audit_event.account_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
        """
    )

    /// One for each combination of conditions, so that each finds its rows by the index that fits it; see ``selection(_:)``.
    static let selections = (0..<8).map { conditions in
        let conditions = [
            conditions & 1 == 0 ? "CAST($2 AS UUID) IS NULL" : "audit_event.account_id = $2",
            conditions & 2 == 0 ? "CAST($3 AS TEXT) IS NULL" : "kind = $3",
            conditions & 4 == 0 ? "CAST($4 AS BIGINT) IS NULL" : "recorded_at >= $4",
        ]
        return SQLStatement(
            """
            SELECT \(columns) FROM latchkey.audit_event LEFT JOIN latchkey.audit_detail USING (sequence)
            WHERE sequence < $1 AND \(conditions.joined(separator: " AND ")) ORDER BY sequence DESC LIMIT $5
            """
        )
    }

    let database: SQLDatabase
    let node: UUIDv7
    let actor: AuditActor?

    func append(_ event: AuditEvent) throws {
        try database.transaction.append(event, actor: actor, node: node)
    }

    func lastSequence() throws -> Int64 {
        database.writeEvents()
        return try database.first(Self.selectLast) { try $0.integer() } ?? 0
    }

    func events(after sequence: Int64, limit: Int) throws -> [RecordedAuditEvent] {
        database.writeEvents()
        return try database.all(
            Self.selectAfter,
            .integer(sequence),
            .limit(limit),
            read: Self.read
        )
    }

    func events(
        matching filter: AuditFilter,
        before sequence: Int64?,
        limit: Int
    ) throws -> [RecordedAuditEvent] {
        database.writeEvents()
        return try database.all(
            Self.selections[Self.selection(filter)],
            .integer(sequence ?? .max),
            .optional(filter.account),
            .optional(filter.kind?.rawValue),
            .optional(filter.since),
            .limit(limit),
            read: Self.read
        )
    }

    /// Which of the ``selections`` looks for what a filter lets through.
    static func selection(_ filter: AuditFilter) -> Int {
        (filter.account == nil ? 0 : 1) + (filter.kind == nil ? 0 : 2) + (filter.since == nil ? 0 : 4)
    }

    func events(of account: UUIDv7, after sequence: Int64, limit: Int) throws -> [RecordedAuditEvent] {
        database.writeEvents()
        return try database.all(
            Self.selectOfAccount,
            .id(account),
            .integer(sequence),
            .limit(limit),
            read: Self.read
        )
    }

    private static func read(_ row: inout SQLRow) throws -> RecordedAuditEvent {
        let sequence = try row.integer()
        let recordedAt = try row.date()
        var event = AuditEvent(
            try row.word(AuditEvent.Kind.self),
            account: try row.optional { try $0.id() },
            session: try row.optional { try $0.id() },
            digest: try row.optional { try $0.blob() },
            reason: try row.optional { try $0.text() }
        )
        event.actor = try row.optional { try $0.text() }.flatMap(AuditActor.init)
        event.detail = try row.optional { try $0.text() }
        return RecordedAuditEvent(sequence: sequence, recordedAt: recordedAt, event: event)
    }
}
