import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Roles outside any organisation, in the `role_grant` table.
struct SQLiteRoleStore: RoleStore {
    static let select = """
        SELECT role FROM role_grant WHERE account_id = ? AND organisation IS NULL ORDER BY role
        """
    static let insert = """
        INSERT INTO role_grant (account_id, role, granted_at) VALUES (?, ?, ?)
        ON CONFLICT (account_id, role) WHERE organisation IS NULL DO NOTHING
        """
    static let delete = "DELETE FROM role_grant WHERE account_id = ? AND role = ? AND organisation IS NULL"
    static let selectOpenHolders = """
        SELECT account_id FROM role_grant
        WHERE role = ? AND organisation IS NULL
            AND EXISTS (SELECT 1 FROM account WHERE account.id = account_id AND locked_at IS NULL)
        ORDER BY account_id LIMIT ?
        """

    let database: Database
    var now: SQLValue = .null

    func roles(of account: UUIDv7) throws -> [String] {
        try database.all(Self.select, .id(account)) { try $0.text() }
    }

    func grant(_ role: String, to account: UUIDv7) throws {
        try database.runForAccount(Self.insert, .id(account), .text(role), now)
    }

    func openHolders(of role: String, limit: Int) throws -> [UUIDv7] {
        try database.all(Self.selectOpenHolders, .text(role), .count(max(limit, 0))) { try $0.id() }
    }

    func withdraw(_ role: String, from account: UUIDv7) throws {
        try database.run(Self.delete, .id(account), .text(role))
    }
}
