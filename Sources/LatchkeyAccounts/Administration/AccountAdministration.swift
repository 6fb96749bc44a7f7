import FoundationEssentials
public import LatchkeyTokens

/// Makes, changes and deletes accounts on behalf of an administrator.
///
/// Each change is one transaction with its audit events, which name the administrator (``AuditActor/current``). Nobody
/// locks or deletes their own account here or gives up their own role, and the last administrator stays one: whoever
/// runs the command line (`by: nil`) may do all of that.
///
/// ```swift
/// var change = AccountChange()
/// change.roles = ["staff"]
/// let account = try await administration.change(id, change, by: administrator)
/// ```
public struct AccountAdministration: Sendable {
    /// The role that may do all of this.
    public static let role = "admin"

    private let storage: any AccountStorage
    private let hasher: PasswordHasher
    private let policy: PasswordPolicy
    private let ending: SessionEnding

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

    /// Makes an account; without a password its owner sets one by the link of a reset.
    ///
    /// - Parameters:
    ///   - new: the input; an empty password for none.
    ///   - isLocked: whether it is locked from the start.
    /// - Returns: the account.
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/emailTaken``, ``AccountError/usernameTaken``.
    public func create(_ new: NewAccount, isLocked: Bool = false) async throws -> Account {
        guard new.roles.allSatisfy(RoleName.isValid) else {
            throw AccountError.invalid(FieldError("roles", .invalidFormat))
        }
        var candidate = new
        // Names alone are judged where there is no password.
        if new.password.isEmpty { candidate.password = Self.unguessable }
        candidate.roles = Array(Set(new.roles))
        let valid = try candidate.validated(by: policy)
        let hash = new.password.isEmpty ? nil : try await hasher.hash(valid.password)
        return try await storage.transaction { tx in
            let account = Account(
                id: UUIDv7(at: tx.now),
                email: valid.email,
                username: valid.username,
                name: valid.name,
                lockedAt: isLocked ? tx.now : nil,
                createdAt: tx.now,
                roles: valid.roles.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            )
            try tx.accounts.insert(account)
            for role in account.roles { try tx.roles.grant(role, to: account.id) }
            if let hash { try tx.credentials.set(hash, kind: .password, of: account.id) }
            try tx.audit.append(AuditEvent(.accountCreated, account: account.id))
            if isLocked { try tx.audit.append(AuditEvent(.accountLocked, account: account.id)) }
            return account
        }
    }

    /// Changes an account, all of it or nothing.
    ///
    /// New roles refuse every access token that names others at once, and sessions go on with the new ones; a lock ends
    /// all sessions.
    ///
    /// - Parameters:
    ///   - id: the account.
    ///   - change: what is to change; what is so already is no change.
    ///   - administrator: who does it; `nil` for whoever runs the command line.
    /// - Returns: the account as it is now.
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/emailTaken``, ``AccountError/usernameTaken``,
    ///   ``AccountError/accountNotFound``, ``AccountError/ownAccount``, ``AccountError/lastAdministrator``.
    @discardableResult
    public func change(
        _ id: UUIDv7,
        _ change: AccountChange,
        by administrator: UUIDv7?
    ) async throws -> Account {
        let change = try change.validated()
        let (account, revocations) = try await storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            try Self.changeNames(of: &account, change, in: tx)
            let newRoles = change.roles.map(Set.init)
            if newRoles?.contains(Self.role) == false || change.isLocked == true {
                try Self.keepAdministrator(account, by: administrator, in: tx)
            }
            var revocations: [Revocation] = []
            if let newRoles { revocations += try setRoles(newRoles, of: &account, in: tx) }
            if let isLocked = change.isLocked { revocations += try setLock(isLocked, of: &account, in: tx) }
            return (account, revocations)
        }
        ending.remember(revocations)
        return account
    }

    /// Deletes an account with everything that belongs to it, and refuses its access tokens at once.
    ///
    /// Its names are free again. The audit log keeps its events under the identifier alone; personal detail is erased.
    ///
    /// - Throws: ``AccountError/accountNotFound``, ``AccountError/ownAccount``, ``AccountError/lastAdministrator``.
    public func delete(_ id: UUIDv7, by administrator: UUIDv7?) async throws {
        let revocation = try await storage.transaction { tx in
            guard let account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            try Self.keepAdministrator(account, by: administrator, in: tx)
            let revocation = try Self.revokeTokens(of: account, in: tx)
            try tx.audit.append(AuditEvent(.accountDeleted, account: id))
            try tx.accounts.delete(id)
            return revocation
        }
        ending.remember([revocation])
    }

    /// Gives an account a new password, ends its sessions and forgets its failed logins.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` for a password that the policy refuses;
    ///   ``AccountError/accountNotFound``.
    public func setPassword(_ password: String, of id: UUIDv7) async throws {
        guard let account = try await storage.read({ try $0.accounts.account(id) }) else {
            throw AccountError.accountNotFound
        }
        let names = [account.email, account.username, account.name].compactMap(\.self)
        let faults = password.isEmpty ? [.missing] : policy.faults(of: password, names: names)
        guard faults.isEmpty else {
            throw AccountError.invalidFields(faults.map { FieldError("password", $0) })
        }
        let hash = try await hasher.hash(password)
        let revocations = try await storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            try tx.credentials.set(hash, kind: .password, of: id)
            try tx.loginFailures.clear(account: id)
            // A mail that is still under way would undo the change.
            try Self.voidMails(of: account, in: tx)
            try tx.audit.append(AuditEvent(.passwordChanged, account: id, reason: "administrator"))
            return try ending.endAll(of: &account, as: .accountChanged, in: tx).revocations
        }
        ending.remember(revocations)
    }

    // MARK: Steps

    private static func changeNames(
        of account: inout Account,
        _ change: AccountChange,
        in tx: any AccountTransaction
    ) throws {
        let before = account
        if let name = change.name { account.name = name }
        if let username = change.username { account.username = username }
        if let email = change.email, email != account.email {
            account.email = email
            account.emailVerified = false
        }
        guard account.email != nil || account.username != nil else {
            throw AccountError.invalid(FieldError("email", .missing))
        }
        guard account != before else { return }
        try tx.accounts.update(account)
        if account.email != before.email {
            // What lies in the old mailbox must not lead into the account any more.
            try voidMails(of: account, in: tx)
            try tx.audit.append(AuditEvent(.emailChanged, account: account.id, detail: before.email))
        }
        let changed = [
            account.username == before.username ? nil : "username",
            account.name == before.name ? nil : "name",
        ].compactMap(\.self)
        guard !changed.isEmpty else { return }
        try tx.audit.append(
            AuditEvent(.accountChanged, account: account.id, reason: changed.joined(separator: " "))
        )
    }

    /// Voids whatever was mailed to an account.
    private static func voidMails(of account: Account, in tx: any AccountTransaction) throws {
        try OneTimeFlows.voidAll(of: account, in: tx)
        for purpose in [OneTimePurpose.signInCode, .emailVerification] {
            try tx.oneTimeTokens.remove(subject: account.id.description, purpose: purpose)
        }
        try tx.emailChanges.remove(of: account.id)
    }

    private func setRoles(
        _ roles: Set<String>,
        of account: inout Account,
        in tx: any AccountTransaction
    ) throws -> [Revocation] {
        let added = roles.subtracting(account.roles).sorted()
        let removed = Set(account.roles).subtracting(roles).sorted()
        guard !added.isEmpty || !removed.isEmpty else { return [] }
        for role in added { try tx.roles.grant(role, to: account.id) }
        for role in removed { try tx.roles.withdraw(role, from: account.id) }
        let reason = (added.map { "+" + $0 } + removed.map { "-" + $0 }).joined(separator: " ")
        try tx.audit.append(AuditEvent(.rolesChanged, account: account.id, reason: reason))
        let revocation = try Self.revokeTokens(of: account, in: tx)
        try Self.moveEpoch(of: &account, in: tx)
        account.roles = try tx.roles.roles(of: account.id)
        return [revocation]
    }

    private func setLock(
        _ isLocked: Bool,
        of account: inout Account,
        in tx: any AccountTransaction
    ) throws -> [Revocation] {
        if !isLocked { try tx.loginFailures.clear(account: account.id) }
        guard isLocked != account.isLocked else { return [] }
        account.lockedAt = isLocked ? tx.now : nil
        try tx.audit.append(
            AuditEvent(isLocked ? .accountLocked : .accountUnlocked, account: account.id)
        )
        guard isLocked else {
            try tx.accounts.update(account)
            return []
        }
        return try ending.endAll(of: &account, as: .accountChanged, in: tx).revocations
    }

    /// Moves the epoch, and takes the live sessions along: they go on with tokens of the new one.
    private static func moveEpoch(of account: inout Account, in tx: any AccountTransaction) throws {
        let old = account.epoch
        account.epoch += 1
        try tx.accounts.update(account)
        for var session in try tx.sessions.sessions(of: account.id)
        where session.isLive(at: tx.now) && session.accountEpoch == old {
            session.accountEpoch = account.epoch
            try tx.sessions.update(session)
        }
    }

    /// Refuses every access token that the account has now.
    private static func revokeTokens(
        of account: Account,
        in tx: any AccountTransaction
    ) throws -> Revocation {
        let sessions = try tx.sessions.sessions(of: account.id)
        try SessionEnding.giveUpStatusPlaces(of: sessions, in: tx)
        let lastExpiry = sessions.map(\.accessExpiresAt).max() ?? tx.now
        return try tx.revocations.append(
            .account(account.id, epochBelow: account.epoch + 1),
            expiresAt: lastExpiry
        )
    }

    /// Refuses what would take the role from, or shut out, whoever does it, or the last administrator.
    ///
    /// Judged in the transaction that does it: two administrators cannot remove each other at the same time.
    private static func keepAdministrator(
        _ account: Account,
        by administrator: UUIDv7?,
        in tx: any AccountTransaction
    ) throws {
        guard let administrator else { return }
        guard account.id != administrator else { throw AccountError.ownAccount }
        guard account.roles.contains(role), !account.isLocked else { return }
        let others = try tx.roles.openHolders(of: role, limit: 2).filter { $0 != account.id }
        if others.isEmpty { throw AccountError.lastAdministrator }
    }

    /// Passes every policy, and is nobody's password.
    private static var unguessable: String { "\(UUIDv7(at: Date()))\(UUIDv7(at: Date()))" }
}
