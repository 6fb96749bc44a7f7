import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// The audit log in the `audit_event` table, personal detail in `audit_detail`.
struct SQLiteAuditStore: AuditStore {
    static let insert = """
        INSERT INTO audit_event (recorded_at, kind, account_id, session_id, digest, reason, actor, node)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence
        """
    static let insertDetail = "INSERT INTO audit_detail (sequence, account_id, detail) VALUES (?, ?, ?)"
    static let selectLast = "SELECT sequence FROM audit_event ORDER BY sequence DESC LIMIT 1"
    private static let columns = """
        sequence, recorded_at, kind, audit_event.account_id, session_id, digest, reason, actor, detail
        """
    static let selectAfter = """
        SELECT \(columns) FROM audit_event LEFT JOIN audit_detail USING (sequence)
        WHERE sequence > ? ORDER BY sequence LIMIT ?
        """
    static let selectOfAccount = """
        SELECT \(columns) FROM audit_event LEFT JOIN audit_detail USING (sequence)
        WHERE audit_event.account_id = ? AND sequence > ? ORDER BY sequence LIMIT ?
        """

    let database: Database
    let now: SQLValue
    let node: UUIDv7
    let mark: AuditMark
    let actor: AuditActor?

    func append(_ event: AuditEvent) throws {
        mark.set()
        let sequence = try database.first(
            Self.insert,
            now,
            .text(event.kind.rawValue),
            .optional(event.accountID),
            .optional(event.sessionID),
            .optional(event.digest),
            .optional(event.reason),
            .optional((event.actor ?? actor)?.text),
            .id(node)
        ) { try $0.integer() }
        guard let sequence, let detail = event.detail else { return }
        try database.run(Self.insertDetail, .integer(sequence), .optional(event.accountID), .text(detail))
    }

    func lastSequence() throws -> Int64 {
        try database.first(Self.selectLast) { try $0.integer() } ?? 0
    }

    func events(after sequence: Int64, limit: Int) throws -> [RecordedAuditEvent] {
        try database.all(
            Self.selectAfter,
            .integer(sequence),
            .count(max(limit, 0)),
            read: Self.read
        )
    }

    func events(
        matching filter: AuditFilter,
        before sequence: Int64?,
        limit: Int
    ) throws -> [RecordedAuditEvent] {
        // Each combination is a statement of its own, so that each finds its rows by the index that fits it.
        try database.all(
            Self.select(filter),
            .integer(sequence ?? .max),
            .optional(filter.account),
            .optional(filter.kind?.rawValue),
            .optional(filter.since),
            .count(max(limit, 0)),
            read: Self.read
        )
    }

    static func select(_ filter: AuditFilter) -> String {
        let conditions = [
            filter.account == nil ? "?2 IS NULL" : "audit_event.account_id = ?2",
            filter.kind == nil ? "?3 IS NULL" : "kind = ?3",
            filter.since == nil ? "?4 IS NULL" : "recorded_at >= ?4",
        ]
        return """
            SELECT \(columns) FROM audit_event LEFT JOIN audit_detail USING (sequence)
            WHERE sequence < ?1 AND \(conditions.joined(separator: " AND ")) ORDER BY sequence DESC LIMIT ?5
            """
    }

    func events(of account: UUIDv7, after sequence: Int64, limit: Int) throws -> [RecordedAuditEvent] {
        try database.all(
            Self.selectOfAccount,
            .id(account),
            .integer(sequence),
            .count(max(limit, 0)),
            read: Self.read
        )
    }

    private static func read(_ row: inout RowReader) throws -> RecordedAuditEvent {
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
