import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Messages that wait for their receivers in the `webhook_delivery` table.
struct SQLWebhookStore: WebhookStore {
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.webhook_delivery (id, endpoint, type, body, attempts, created_at, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    )
    // What another node has just begun is passed over.
    static let selectDue = SQLStatement(
        locking: .freeRows,
        """
        SELECT id, endpoint, type, body, attempts, created_at FROM latchkey.webhook_delivery
        WHERE endpoint = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3
        """
    )
    static let begin = SQLStatement(
        """
        UPDATE latchkey.webhook_delivery SET attempts = attempts + 1, due_at = $1 WHERE id = $2 AND attempts = $3
        """
    )
    static let delete = SQLStatement("DELETE FROM latchkey.webhook_delivery WHERE id = $1")
    static let deleteOlder = SQLStatement("DELETE FROM latchkey.webhook_delivery WHERE created_at < $1")

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    func insert(_ delivery: WebhookDelivery) throws {
        try database.send(
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
        try database.all(Self.selectDue, .text(endpoint), now, .limit(limit)) { row in
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
        try database.send(Self.delete, .id(id))
    }

    func removeOlder(than date: Date) throws -> Int {
        try database.run(Self.deleteOlder, .date(date))
    }
}
