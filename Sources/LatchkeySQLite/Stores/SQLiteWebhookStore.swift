import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Messages that wait for their receivers in the `webhook_delivery` table.
struct SQLiteWebhookStore: WebhookStore {
    static let insert = """
        INSERT INTO webhook_delivery (id, endpoint, type, body, attempts, created_at, due_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    static let selectDue = """
        SELECT id, endpoint, type, body, attempts, created_at FROM webhook_delivery
        WHERE endpoint = ? AND due_at <= ? ORDER BY due_at LIMIT ?
        """
    static let begin = """
        UPDATE webhook_delivery SET attempts = attempts + 1, due_at = ? WHERE id = ? AND attempts = ?
        """
    static let delete = "DELETE FROM webhook_delivery WHERE id = ?"
    static let deleteOlder = "DELETE FROM webhook_delivery WHERE created_at < ?"

    let database: Database
    let now: SQLValue

    func insert(_ delivery: WebhookDelivery) throws {
        try database.run(
            Self.insert,
            .id(delivery.id),
            .text(delivery.endpoint),
            .text(delivery.type),
            .text(delivery.body),
            .count(delivery.attempts),
            .date(delivery.createdAt),
            now
        )
    }

    func due(for endpoint: String, limit: Int) throws -> [WebhookDelivery] {
        try database.all(Self.selectDue, .text(endpoint), now, .count(max(limit, 0))) { row in
            WebhookDelivery(
                id: try row.id(),
                endpoint: try row.text(),
                type: try row.text(),
                body: try row.text(),
                attempts: try row.count(),
                createdAt: try row.date()
            )
        }
    }

    func begin(_ delivery: WebhookDelivery, next: Date) throws -> Bool {
        try database.run(Self.begin, .date(next), .id(delivery.id), .count(delivery.attempts)) > 0
    }

    func remove(_ id: UUIDv7) throws {
        try database.run(Self.delete, .id(id))
    }

    func removeOlder(than date: Date) throws -> Int {
        try database.run(Self.deleteOlder, .date(date))
    }
}
