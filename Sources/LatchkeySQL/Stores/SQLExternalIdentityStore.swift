import LatchkeyAccounts
import LatchkeyTokens

/// Accounts elsewhere, in the `external_identity` table.
struct SQLExternalIdentityStore: ExternalIdentityStore {
    static let select = SQLStatement(
        "SELECT account_id FROM latchkey.external_identity WHERE provider = $1 AND subject = $2"
    )
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.external_identity (provider, subject, account_id, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (provider, subject) DO NOTHING
        """
    )
    static let selectByAccount = SQLStatement(
        """
        SELECT provider, subject, account_id, created_at FROM latchkey.external_identity WHERE account_id = $1
        """
    )
    static let delete = SQLStatement(
        "DELETE FROM latchkey.external_identity WHERE provider = $1 AND subject = $2"
    )

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    // Locks the identity, which may be nobody's yet: of two who come from there for the first time, one makes the
    // account and the other finds it.
    func account(provider: String, subject: String) throws -> UUIDv7? {
        database.lock("external_identity", Array(provider.utf8) + [0] + Array(subject.utf8))
        return try database.first(Self.select, .text(provider), .text(subject)) { try $0.id() }
    }

    func link(provider: String, subject: String, to account: UUIDv7) throws -> Bool {
        try database.runForAccount(Self.insert, .text(provider), .text(subject), .id(account), now) > 0
    }

    func identities(of account: UUIDv7) throws -> [ExternalIdentity] {
        let found = try database.all(Self.selectByAccount, .id(account), read: Self.read)
        return found.sorted {
            ($0.provider.utf8 + [0] + $0.subject.utf8).lexicographicallyPrecedes(
                $1.provider.utf8 + [0] + $1.subject.utf8
            )
        }
    }

    func unlink(provider: String, subject: String) throws {
        try database.send(Self.delete, .text(provider), .text(subject))
    }

    private static func read(_ row: inout SQLRow) throws -> ExternalIdentity {
        ExternalIdentity(
            provider: try row.text(),
            subject: try row.text(),
            accountID: try row.id(),
            createdAt: try row.date()
        )
    }
}
