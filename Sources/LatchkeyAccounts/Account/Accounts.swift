public import LatchkeyTokens

/// Makes, finds, locks and opens accounts, on behalf of whoever runs the server.
public struct Accounts: Sendable {
    let storage: any AccountStorage
    private let hasher: PasswordHasher
    private let policy: PasswordPolicy
    let ending: SessionEnding

    /// Puts the use case together.
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        policy: PasswordPolicy,
        ending: SessionEnding
    ) {
        self.storage = storage
        self.hasher = hasher
        self.policy = policy
        self.ending = ending
    }

    /// Makes an account without signing it in.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/emailTaken``, ``AccountError/usernameTaken``.
    public func add(_ new: NewAccount) async throws -> Account {
        let new = try new.validated(by: policy)
        let hash = try await hasher.hash(new.password)
        return try await storage.transaction { tx in try Self.insert(new, passwordHash: hash, in: tx) }
    }

    /// Makes an account inside a transaction, from validated input.
    static func insert(
        _ new: NewAccount,
        passwordHash: String,
        in tx: any AccountTransaction
    ) throws -> Account {
        let account = Account(
            id: UUIDv7(at: tx.now),
            email: new.email,
            username: new.username,
            name: new.name,
            createdAt: tx.now,
            roles: new.roles.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        )
        try tx.accounts.insert(account)
        for role in new.roles { try tx.roles.grant(role, to: account.id) }
        try tx.credentials.set(passwordHash, kind: .password, of: account.id)
        try tx.audit.append(AuditEvent(.accountCreated, account: account.id))
        return account
    }

    /// The account with this identifier.
    public func account(_ id: UUIDv7) async throws -> Account? {
        try await storage.read { try $0.accounts.account(id) }
    }

    /// The account with this e-mail address, user name or identifier.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    public func account(named text: String) async throws -> Account {
        let login = try? LoginName(text)
        let found: Account? = try await storage.read { tx in
            if let id = UUIDv7(text), let account = try tx.accounts.account(id) { return account }
            return try login.flatMap { try tx.accounts.account($0) }
        }
        guard let found else { throw AccountError.accountNotFound }
        return found
    }

    /// One page of accounts in the order of their making.
    public func list(
        after cursor: UUIDv7? = nil,
        limit: Int,
        matching search: String? = nil
    ) async throws -> [Account] {
        try await storage.read { try $0.accounts.accounts(after: cursor, limit: limit, matching: search) }
    }

    /// Locks an account: no login, no refresh, and every access token refused at once.
    ///
    /// Locking again does nothing.
    public func lock(_ id: UUIDv7) async throws {
        let revocations: [Revocation] = try await storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            guard !account.isLocked else { return [] }
            account.lockedAt = tx.now
            try tx.audit.append(AuditEvent(.accountLocked, account: id))
            return try ending.endAll(of: &account, as: .accountChanged, in: tx).revocations
        }
        ending.remember(revocations)
    }

    /// Opens a locked account and forgets its failed logins.
    ///
    /// Old sessions stay ended.
    public func unlock(_ id: UUIDv7) async throws {
        try await storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            try tx.loginFailures.clear(account: id)
            guard account.isLocked else { return }
            account.lockedAt = nil
            try tx.accounts.update(account)
            try tx.audit.append(AuditEvent(.accountUnlocked, account: id))
        }
    }
}
