import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Accounts and their unique names in the `account` table.
struct SQLiteAccountStore: AccountStore {
    static let columns = "id, email, username, name, email_verified, epoch, locked_at, created_at"
    static let selectByID = "SELECT \(columns) FROM account WHERE id = ?"
    static let selectByEmail = "SELECT \(columns) FROM account WHERE email = ?"
    static let selectByUsername = "SELECT \(columns) FROM account WHERE username = ?"
    static let selectPage = "SELECT \(columns) FROM account WHERE id > ? ORDER BY id LIMIT ?"
    // lower() folds ASCII only, which is what the protocol asks for.
    static let selectMatchingPage = """
        SELECT \(columns) FROM account
        WHERE id > ?1
        AND (instr(lower(email), lower(?2)) OR instr(lower(username), lower(?2)) OR instr(lower(name), lower(?2)))
        ORDER BY id LIMIT ?3
        """
    static let insert = """
        INSERT INTO account (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let update = """
        UPDATE account
        SET email = ?, username = ?, name = ?, email_verified = ?, epoch = ?, locked_at = ?
        WHERE id = ?
        """
    static let delete = "DELETE FROM account WHERE id = ?"
    static let deleteAuditDetail = "DELETE FROM audit_detail WHERE account_id = ?"
    static let deleteOneTimeTokens = "DELETE FROM one_time_token WHERE subject = ?"

    let database: Database

    func insert(_ account: Account) throws {
        _ = try naming(account) {
            try database.run(
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
        }
    }

    func account(_ id: UUIDv7) throws -> Account? {
        try withRoles(try database.first(Self.selectByID, .id(id), read: Self.read))
    }

    func account(_ login: LoginName) throws -> Account? {
        switch login {
        case .email(let email):
            try withRoles(try database.first(Self.selectByEmail, .text(email), read: Self.read))
        case .username(let username):
            try withRoles(try database.first(Self.selectByUsername, .text(username), read: Self.read))
        }
    }

    func accounts(after cursor: UUIDv7?, limit: Int, matching search: String?) throws -> [Account] {
        // Every identifier is greater than the empty one.
        let start: SQLValue = cursor.map { .id($0) } ?? .blob([])
        let size: SQLValue = .count(max(limit, 0))
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
        try database.run(Self.deleteAuditDetail, .id(id))
        try database.run(SQLiteLoginFailureStore.deleteByAccount, .id(id))
        try database.run(Self.deleteOneTimeTokens, .text(id.description))
        // Credentials, identities, roles and sessions follow by their foreign keys.
        try database.run(Self.delete, .id(id))
    }

    private func withRoles(_ account: Account?) throws -> Account? {
        guard var account else { return nil }
        account.roles = try SQLiteRoleStore(database: database).roles(of: account.id)
        return account
    }

    /// Turns a violated unique index into the account error for its column; of two, into that of the address.
    private func naming<Result>(_ account: Account, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            switch error.message {
            case "UNIQUE constraint failed: account.email": throw AccountError.emailTaken
            case "UNIQUE constraint failed: account.username":
                let owner = try account.email.flatMap { try self.account(.email($0)) }
                throw owner.map { $0.id != account.id } == true
                    ? AccountError.emailTaken : AccountError.usernameTaken
            default: throw error
            }
        }
    }

    private static func read(_ row: inout RowReader) throws -> Account {
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
