import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Accounts elsewhere, in the `external_identity` table.
struct SQLiteExternalIdentityStore: ExternalIdentityStore {
    static let select = "SELECT account_id FROM external_identity WHERE provider = ? AND subject = ?"
    static let insert = """
        INSERT INTO external_identity (provider, subject, account_id, created_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (provider, subject) DO NOTHING
        """
    static let selectByAccount = """
        SELECT provider, subject, account_id, created_at FROM external_identity WHERE account_id = ?
        """
    static let delete = "DELETE FROM external_identity WHERE provider = ? AND subject = ?"

    let database: Database
    let now: SQLValue

    func account(provider: String, subject: String) throws -> UUIDv7? {
        try database.first(Self.select, .text(provider), .text(subject)) { try $0.id() }
    }

    func link(provider: String, subject: String, to account: UUIDv7) throws -> Bool {
        try database.runForAccount(Self.insert, .text(provider), .text(subject), .id(account), now)
        return database.changesCount > 0
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
        try database.run(Self.delete, .text(provider), .text(subject))
    }

    private static func read(_ row: inout RowReader) throws -> ExternalIdentity {
        ExternalIdentity(
            provider: try row.text(),
            subject: try row.text(),
            accountID: try row.id(),
            createdAt: try row.date()
        )
    }
}
