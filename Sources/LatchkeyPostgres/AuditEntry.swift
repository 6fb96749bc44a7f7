import FoundationEssentials
import LatchkeyAccounts
import LatchkeySQL
import LatchkeyTokens

/// An event that waits for its place in the audit log.
///
/// The log's numbers have to grow in the order of the commits. Each transaction takes them from a counter whose row it
/// locks until it ends; so it takes them with its very last statements. (SQLite, with one writer at a time, numbers them
/// itself.)
struct AuditEntry {
    static let advance = "UPDATE latchkey.log_position SET position = position + $1 WHERE log = 'audit'"
    // $1 is how many events of the transaction come behind this one.
    private static let place = "(SELECT position - $1 FROM latchkey.log_position WHERE log = 'audit')"
    static let insert = """
        INSERT INTO latchkey.audit_event
            (sequence, recorded_at, kind, account_id, session_id, digest, reason, actor, node)
        VALUES (\(place), $2, $3, $4, $5, $6, $7, $8, $9)
        """
    static let insertDetail = """
        INSERT INTO latchkey.audit_detail (sequence, account_id, detail) VALUES (\(place), $2, $3)
        """

    let event: AuditEvent
    let actor: AuditActor?
    let recordedAt: Date
    let node: UUIDv7

    /// What writes some events, in their order.
    static func statements(for entries: [AuditEntry]) -> [Statement] {
        guard !entries.isEmpty else { return [] }
        return [Statement(advance, .count(entries.count))]
            + entries.enumerated().flatMap { index, entry in
                entry.statements(ahead: entries.count - 1 - index)
            }
    }

    private func statements(ahead: Int) -> [Statement] {
        let row = Statement(
            Self.insert,
            .count(ahead),
            .date(recordedAt),
            .text(event.kind.rawValue),
            .optional(event.accountID),
            .optional(event.sessionID),
            .optional(event.digest),
            .optional(event.reason),
            .optional((event.actor ?? actor)?.text),
            .id(node)
        )
        guard let detail = event.detail else { return [row] }
        return [row, Statement(Self.insertDetail, .count(ahead), .optional(event.accountID), .text(detail))]
    }
}
