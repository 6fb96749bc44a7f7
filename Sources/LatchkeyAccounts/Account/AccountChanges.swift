public import LatchkeyTokens

/// What is to change about an account; what is `nil` stays as it is.
///
/// The e-mail address is not among it: a new one has to be confirmed first.
public struct AccountChanges: Sendable {
    /// How the person wants to be called; `.some(nil)` takes the name away.
    public var name: String??
    /// The user name, in any ASCII case; `.some(nil)` takes it away.
    public var username: String??

    /// Changes nothing; set what is to change.
    public init(name: String?? = nil, username: String?? = nil) {
        self.name = name
        self.username = username
    }

    /// The same changes in canonical form.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` with every fault.
    func validated() throws(AccountError) -> AccountChanges {
        var canonical = self
        var faults: [FieldError] = []
        if case .some(.some(let name)) = name { faults += NewAccount.faults(ofName: name) }
        if case .some(.some(let username)) = username {
            do {
                canonical.username = try LoginName.canonicalUsername(username)
            } catch {
                faults += error.fields
            }
        }
        guard faults.isEmpty else { throw .invalidFields(faults) }
        return canonical
    }
}

extension Accounts {
    /// Changes the names of an account.
    ///
    /// - Returns: the account as it is now.
    /// - Throws: ``AccountError/invalidFields(_:)`` for a name that may not be, and for a user name that is taken away
    ///   from an account without an e-mail address; ``AccountError/usernameTaken``; ``AccountError/accountNotFound``.
    @discardableResult
    public func change(_ id: UUIDv7, _ changes: AccountChanges) async throws -> Account {
        let changes = try changes.validated()
        return try await storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            let before = account
            if let name = changes.name { account.name = name }
            if let username = changes.username { account.username = username }
            guard account.email != nil || account.username != nil else {
                throw AccountError.invalid(FieldError("username", .missing))
            }
            guard account != before else { return account }
            try tx.accounts.update(account)
            let reason = account.username == before.username ? "name" : "username"
            try tx.audit.append(AuditEvent(.accountChanged, account: id, reason: reason))
            return account
        }
    }

    /// Gives an account exactly these roles, and refuses every access token that names others at once.
    ///
    /// Sessions go on: the next refresh brings the new roles. Setting the same roles again does nothing.
    ///
    /// - Returns: the account as it is now.
    /// - Throws: ``AccountError/invalidFields(_:)`` for a name that no role may have (``RoleName``);
    ///   ``AccountError/accountNotFound``.
    @discardableResult
    public func setRoles(_ roles: Set<String>, of id: UUIDv7) async throws -> Account {
        guard roles.allSatisfy(RoleName.isValid) else {
            throw AccountError.invalid(FieldError("roles", .invalidFormat))
        }
        let (account, revocations) = try await storage.transaction { tx in
            guard let account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            return try self.setRoles(roles, of: account, in: tx)
        }
        ending.remember(revocations)
        return account
    }

    private func setRoles(
        _ roles: Set<String>,
        of account: Account,
        in tx: any AccountTransaction
    ) throws -> (Account, [Revocation]) {
        var account = account
        let added = roles.subtracting(account.roles).sorted()
        let removed = Set(account.roles).subtracting(roles).sorted()
        guard !added.isEmpty || !removed.isEmpty else { return (account, []) }
        for role in added { try tx.roles.grant(role, to: account.id) }
        for role in removed { try tx.roles.withdraw(role, from: account.id) }
        let reason = (added.map { "+" + $0 } + removed.map { "-" + $0 }).joined(separator: " ")
        try tx.audit.append(AuditEvent(.rolesChanged, account: account.id, reason: reason))
        let revocations = try ending.endAll(
            of: &account,
            keeping: { _ in true },
            as: .accountChanged,
            in: tx
        ).revocations
        account.roles = try tx.roles.roles(of: account.id)
        return (account, revocations)
    }
}
