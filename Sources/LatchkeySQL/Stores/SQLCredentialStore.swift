import LatchkeyAccounts
import LatchkeyTokens

/// Credentials in the `credential` table, one of each kind for an account.
struct SQLCredentialStore: CredentialStore {
    static let select = SQLStatement(
        "SELECT secret FROM latchkey.credential WHERE account_id = $1 AND kind = $2"
    )
    static let upsert = SQLStatement(
        """
        INSERT INTO latchkey.credential (account_id, kind, secret, updated_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_id, kind) DO UPDATE SET secret = excluded.secret, updated_at = excluded.updated_at
        """
    )
    static let delete = SQLStatement("DELETE FROM latchkey.credential WHERE account_id = $1 AND kind = $2")

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    func credential(_ kind: CredentialKind, of account: UUIDv7) throws -> String? {
        try database.first(Self.select, .id(account), .text(kind.rawValue)) { try $0.text() }
    }

    func set(_ secret: String, kind: CredentialKind, of account: UUIDv7) throws {
        try database.sendForAccount(Self.upsert, .id(account), .text(kind.rawValue), .text(secret), now)
    }

    func remove(_ kind: CredentialKind, of account: UUIDv7) throws {
        try database.send(Self.delete, .id(account), .text(kind.rawValue))
    }
}
