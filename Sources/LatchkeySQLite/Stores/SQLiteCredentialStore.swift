import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Credentials in the `credential` table, one of each kind for an account.
struct SQLiteCredentialStore: CredentialStore {
    static let select = "SELECT secret FROM credential WHERE account_id = ? AND kind = ?"
    static let upsert = """
        INSERT INTO credential (account_id, kind, secret, updated_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (account_id, kind) DO UPDATE SET secret = excluded.secret, updated_at = excluded.updated_at
        """
    static let delete = "DELETE FROM credential WHERE account_id = ? AND kind = ?"

    let database: Database
    let now: SQLValue

    func credential(_ kind: CredentialKind, of account: UUIDv7) throws -> String? {
        try database.first(Self.select, .id(account), .text(kind.rawValue)) { try $0.text() }
    }

    func set(_ secret: String, kind: CredentialKind, of account: UUIDv7) throws {
        try database.runForAccount(Self.upsert, .id(account), .text(kind.rawValue), .text(secret), now)
    }

    func remove(_ kind: CredentialKind, of account: UUIDv7) throws {
        try database.run(Self.delete, .id(account), .text(kind.rawValue))
    }
}
