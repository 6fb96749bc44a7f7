import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Mails that wait to be sent, in the `mail` table.
struct SQLMailQueueStore: MailQueueStore {
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.mail (id, kind, recipient_digest, sealed, created_at, due_at, attempts)
        VALUES ($1, $2, $3, $4, $5, $5, 0)
        """
    )
    // $1 now, $2 limit, $3 end of the lease. A leased mail is due again when its lease ends.
    static let lease = SQLStatement { sql in
        """
        UPDATE latchkey.mail SET leased_until = $3, due_at = $3, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM latchkey.mail WHERE due_at <= $1 ORDER BY due_at, \(sql.mailPosition) LIMIT $2\(sql.skippingLocked)
        )
        RETURNING \(sql.mailPosition), id, kind, recipient_digest, sealed, created_at, attempts, leased_until
        """
    }
    static let markSent = SQLStatement(
        """
        UPDATE latchkey.mail SET sent_at = $2, sealed = NULL, due_at = NULL, leased_until = NULL WHERE id = $1
        """
    )
    static let postpone = SQLStatement(
        """
        UPDATE latchkey.mail SET due_at = $3, leased_until = NULL, last_failure = $4
        WHERE id = $1 AND leased_until = $2 AND sent_at IS NULL
        """
    )
    static let giveUp = SQLStatement(
        """
        UPDATE latchkey.mail SET due_at = NULL, sealed = NULL, leased_until = NULL, last_failure = $3
        WHERE id = $1 AND leased_until = $2 AND sent_at IS NULL
        """
    )
    static let selectKinds = SQLStatement(
        "SELECT kind FROM latchkey.mail WHERE recipient_digest = $1 AND created_at > $2"
    )
    static let backlog = SQLStatement(
        "SELECT count(*), min(created_at) FROM latchkey.mail WHERE due_at IS NOT NULL"
    )
    static let removeOld = SQLStatement { sql in
        """
        DELETE FROM latchkey.mail WHERE id IN
            (SELECT id FROM latchkey.mail WHERE due_at IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2\(sql.skippingLocked))
        """
    }

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    func enqueue(_ mail: QueuedMail) throws {
        try database.send(
            Self.insert,
            .id(mail.id),
            .text(mail.kind.rawValue),
            .blob(mail.recipientDigest),
            .blob(mail.sealed),
            .date(mail.createdAt)
        )
    }

    func lease(limit: Int, until end: Date) throws -> [QueuedMail] {
        let leased = try database.all(Self.lease, now, .limit(limit), .date(end)) { row in
            (order: try row.integer(), mail: try Self.read(&row))
        }
        // RETURNING promises no order.
        return leased.sorted { $0.order < $1.order }.map(\.mail)
    }

    func backlog() throws -> MailBacklog? {
        try database.first(Self.backlog) { row in
            MailBacklog(count: try row.count(), oldest: try row.optional { try $0.date() })
        }
    }

    private static func read(_ row: inout SQLRow) throws -> QueuedMail {
        QueuedMail(
            id: try row.id(),
            kind: try row.word(OutgoingMail.Kind.self),
            recipientDigest: try row.blob(),
            sealed: try row.blob(),
            createdAt: try row.date(),
            attempts: try row.count(),
            leasedUntil: try row.date()
        )
    }

    func markSent(_ id: UUIDv7) throws {
        try database.send(Self.markSent, .id(id), now)
    }

    func markFailed(_ mail: QueuedMail, next: Date?, reason: String) throws {
        guard let next else {
            try database.send(Self.giveUp, .id(mail.id), .optional(mail.leasedUntil), .text(reason))
            return
        }
        try database.send(
            Self.postpone,
            .id(mail.id),
            .optional(mail.leasedUntil),
            .date(next),
            .text(reason)
        )
    }

    func count(to recipientDigest: [UInt8], kinds: [OutgoingMail.Kind], since: Date) throws -> Int {
        // Whoever counts goes on to send: two at once would both find room.
        database.lock("mail", recipientDigest)
        let found = try database.all(Self.selectKinds, .blob(recipientDigest), .date(since)) { row in
            try row.word(OutgoingMail.Kind.self)
        }
        return found.count { kinds.contains($0) }
    }

    @discardableResult
    func removeOld(before date: Date, limit: Int) throws -> Int {
        try database.run(Self.removeOld, .date(date), .limit(limit))
    }
}
