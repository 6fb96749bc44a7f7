import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Accounts and their unique names in the `account` table.
struct SQLAccountStore: AccountStore {
    static let columns = "id, email, username, name, email_verified, epoch, locked_at, created_at"
    static let selectByID = SQLStatement(
        locking: .rows,
        "SELECT \(columns) FROM latchkey.account WHERE id = $1"
    )
    static let selectByIDUnlocked = SQLStatement("SELECT \(columns) FROM latchkey.account WHERE id = $1")
    static let selectByEmail = selectWithRoles("email = $1")
    static let selectByUsername = selectWithRoles("username = $1")
    static let selectPage = SQLStatement(
        "SELECT \(columns) FROM latchkey.account WHERE id > $1 ORDER BY id LIMIT $2"
    )
    static let selectMatchingPage = SQLStatement { sql in
        """
        SELECT \(columns) FROM latchkey.account
        WHERE id > $1
        AND (\(["email", "username", "name"].map { sql.contains($0, "$2") }.joined(separator: " OR ")))
        ORDER BY id LIMIT $3
        """
    }
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.account (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """
    )
    static let update = SQLStatement(
        """
        UPDATE latchkey.account
        SET email = $1, username = $2, name = $3, email_verified = $4, epoch = $5, locked_at = $6
        WHERE id = $7
        """
    )
    static let delete = SQLStatement("DELETE FROM latchkey.account WHERE id = $1")
    static let deleteAuditDetail = SQLStatement("DELETE FROM latchkey.audit_detail WHERE account_id = $1")
    static let deleteOneTimeTokens = SQLStatement("DELETE FROM latchkey.one_time_token WHERE subject = $1")

    let database: SQLDatabase

    func insert(_ account: Account) throws {
        let inserted = try database.run(
            Self.insert,
            .id(account.id),
            .optional(account.email),
            .optional(account.username),
            .optional(account.name),
            .flag(account.emailVerified),
            .integer(account.epoch),
            .optional(account.lockedAt),
            .date(account.createdAt)
        )
        // Nothing has failed, so the transaction can still be asked what is in the way.
        guard inserted == 0 else { return }
        if let email = account.email, try self.account(.email(email)) != nil { throw AccountError.emailTaken }
        if let username = account.username, try self.account(.username(username)) != nil {
            throw AccountError.usernameTaken
        }
        throw database.failure(.duplicate, "the account exists already")
    }

    func account(_ id: UUIDv7) throws -> Account? {
        // A session that has been rotated here was checked against its account in that statement.
        let select = database.transaction.hasRotated ? Self.selectByIDUnlocked : Self.selectByID
        let (account, roles) = try database.first(
            SQLQuery(select, .id(id)),
            read: Self.read,
            all: SQLQuery(SQLRoleStore.select, .id(id)),
            read: { try $0.text() }
        )
        guard var account else { return nil }
        account.roles = SQLRoleStore.roles(roles)
        return account
    }

    func account(_ login: LoginName) throws -> Account? {
        switch login {
        case .email(let email): try account(Self.selectByEmail, .text(email))
        case .username(let username): try account(Self.selectByUsername, .text(username))
        }
    }

    func accounts(after cursor: UUIDv7?, limit: Int, matching search: String?) throws -> [Account] {
        // Every identifier is greater than the empty one.
        let start = SQLValue.id(cursor ?? UUIDv7(high: 0, low: 0))
        let size = SQLValue.limit(limit)
        let page =
            if let search, !search.isEmpty {
                try database.all(Self.selectMatchingPage, start, .text(search), size, read: Self.read)
            } else {
                try database.all(Self.selectPage, start, size, read: Self.read)
            }
        return try page.compactMap(withRoles)
    }

    func update(_ account: Account) throws {
        let changed = try naming(account) {
            try database.run(
                Self.update,
                .optional(account.email),
                .optional(account.username),
                .optional(account.name),
                .flag(account.emailVerified),
                .integer(account.epoch),
                .optional(account.lockedAt),
                .id(account.id)
            )
        }
        guard changed > 0 else { throw AccountError.accountNotFound }
    }

    func delete(_ id: UUIDv7) throws {
        // What the transaction has recorded itself holds personal detail as well.
        database.writeEvents()
        try database.send(Self.deleteAuditDetail, .id(id))
        try database.send(SQLLoginFailureStore.deleteByAccount, .id(id))
        try database.send(Self.deleteOneTimeTokens, .text(id.description))
        // Credentials, identities, roles and sessions follow by their foreign keys.
        try database.send(Self.delete, .id(id))
    }

    /// An account in one statement with its roles: a row for each of them.
    private static func selectWithRoles(_ condition: String) -> SQLStatement {
        SQLStatement(
            """
            SELECT \(columns), role FROM latchkey.account
            LEFT JOIN (SELECT account_id, role FROM latchkey.role_grant WHERE organisation IS NULL) AS granted
            ON account_id = id WHERE \(condition)
            """
        )
    }

    private func account(_ select: SQLStatement, _ login: SQLValue) throws -> Account? {
        let rows = try database.all(select, login) { row in
            (account: try Self.read(&row), role: try row.optional { try $0.text() })
        }
        guard var account = rows.first?.account else { return nil }
        account.roles = SQLRoleStore.roles(rows.compactMap(\.role))
        return account
    }

    private func withRoles(_ account: Account) throws -> Account {
        var account = account
        account.roles = try SQLRoleStore(database: database).roles(of: account.id)
        return account
    }

    /// Turns a violated unique index into the account error for its column; of two, into that of the address.
    private func naming<Result>(_ account: Account, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw try database.transaction.takenName(error, changing: account) ?? error
        }
    }

    private static func read(_ row: inout SQLRow) throws -> Account {
        Account(
            id: try row.id(),
            email: try row.optional { try $0.text() },
            username: try row.optional { try $0.text() },
            name: try row.optional { try $0.text() },
            emailVerified: try row.flag(),
            epoch: try row.integer(),
            lockedAt: try row.optional { try $0.date() },
            createdAt: try row.date()
        )
    }
}
