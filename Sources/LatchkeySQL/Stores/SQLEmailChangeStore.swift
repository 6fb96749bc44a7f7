import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Changes of address in the `email_change` table.
struct SQLEmailChangeStore: EmailChangeStore {
    static let upsert = SQLStatement(
        """
        INSERT INTO latchkey.email_change (account_id, old_email, new_email, approved, confirmed, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account_id) DO UPDATE SET old_email = excluded.old_email, new_email = excluded.new_email,
            approved = excluded.approved, confirmed = excluded.confirmed, expires_at = excluded.expires_at
        """
    )
    static let select = SQLStatement(
        locking: .rows,
        """
        SELECT account_id, old_email, new_email, approved, confirmed, expires_at FROM latchkey.email_change
        WHERE account_id = $1
        """
    )
    static let delete = SQLStatement("DELETE FROM latchkey.email_change WHERE account_id = $1")
    static let deleteExpired = SQLStatement("DELETE FROM latchkey.email_change WHERE expires_at <= $1")

    let database: SQLDatabase

    func save(_ change: PendingEmailChange) throws {
        try database.sendForAccount(
            Self.upsert,
            .id(change.accountID),
            .optional(change.oldEmail),
            .text(change.newEmail),
            .flag(change.isApproved),
            .flag(change.isConfirmed),
            .date(change.expiresAt)
        )
    }

    func change(of account: UUIDv7) throws -> PendingEmailChange? {
        try database.first(Self.select, .id(account)) { row in
            PendingEmailChange(
                accountID: try row.id(),
                oldEmail: try row.optional { try $0.text() },
                newEmail: try row.text(),
                isApproved: try row.flag(),
                isConfirmed: try row.flag(),
                expiresAt: try row.date()
            )
        }
    }

    func remove(of account: UUIDv7) throws {
        try database.send(Self.delete, .id(account))
    }

    func removeExpired(at now: Date) throws {
        try database.send(Self.deleteExpired, .date(now))
    }
}
