import LatchkeyAccounts
import LatchkeyTokens

/// Roles outside any organisation, in the `role_grant` table.
struct SQLRoleStore: RoleStore {
    static let select = SQLStatement(
        """
        SELECT role FROM latchkey.role_grant WHERE account_id = $1 AND organisation IS NULL
        """
    )
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.role_grant (account_id, role, granted_at) VALUES ($1, $2, $3)
        ON CONFLICT (account_id, role) WHERE organisation IS NULL DO NOTHING
        """
    )
    static let delete = SQLStatement(
        "DELETE FROM latchkey.role_grant WHERE account_id = $1 AND role = $2 AND organisation IS NULL"
    )
    // Grants and accounts are locked alike: of two who withdraw the last two grants, one has to see the other's.
    static let selectOpenHolders = SQLStatement(
        locking: .rows,
        """
        SELECT role_grant.account_id
        FROM latchkey.role_grant JOIN latchkey.account ON account.id = role_grant.account_id
        WHERE role_grant.role = $1 AND role_grant.organisation IS NULL AND account.locked_at IS NULL
        ORDER BY role_grant.account_id LIMIT $2
        """
    )

    let database: SQLDatabase

    func roles(of account: UUIDv7) throws -> [String] {
        Self.roles(try database.all(Self.select, .id(account)) { try $0.text() })
    }

    /// In the order of their octets, which no collation of a server disturbs.
    static func roles(_ found: [String]) -> [String] {
        found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func grant(_ role: String, to account: UUIDv7) throws {
        try database.sendForAccount(Self.insert, .id(account), .text(role), .date(database.now))
    }

    func openHolders(of role: String, limit: Int) throws -> [UUIDv7] {
        try database.all(Self.selectOpenHolders, .text(role), .limit(limit)) { try $0.id() }
    }

    func withdraw(_ role: String, from account: UUIDv7) throws {
        try database.send(Self.delete, .id(account), .text(role))
    }
}
