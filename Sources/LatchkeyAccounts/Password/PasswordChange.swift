import FoundationEssentials
public import LatchkeyTokens

/// Lets somebody who is signed in set a new password.
///
/// Every other session ends at once; the own one goes on with new tokens.
public struct PasswordChange: Sendable {
    private let storage: any AccountStorage
    private let hasher: PasswordHasher
    private let policy: PasswordPolicy
    private let sessions: Sessions
    private let check: PasswordCheck

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts and sessions are kept.
    ///   - hasher: what checks and hashes passwords.
    ///   - policy: which passwords are accepted.
    ///   - sessions: what makes the new tokens.
    ///   - limits: what failures are counted by, together with those of logins.
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        policy: PasswordPolicy,
        sessions: Sessions,
        limits: LoginLimits
    ) {
        self.storage = storage
        self.hasher = hasher
        self.policy = policy
        self.sessions = sessions
        check = PasswordCheck(storage: storage, hasher: hasher, limits: limits)
    }

    /// Changes the password; whether the sign-in is fresh enough for that is for the caller to ask.
    ///
    /// - Parameters:
    ///   - account: whose password.
    ///   - session: the session that goes on.
    ///   - current: the password until now; not asked for when there is none.
    ///   - new: the password from now on.
    ///   - client: who asks.
    ///   - forPages: whether the session's page cookie is to be renewed.
    /// - Returns: new tokens of the same session; its older ones are refused from now on.
    /// - Throws: ``AccountError/invalidFields(_:)`` naming `current_password` or `new_password`,
    ///   ``AccountError/sessionNotFound``, and what a login throws.
    public func change(
        of account: UUIDv7,
        in session: UUIDv7,
        from current: String?,
        to new: String,
        by client: ClientContext,
        forPages: Bool = false
    ) async throws -> SignIn {
        let (owner, hasPassword) = try await owner(account, of: session)
        var faults: [FieldError] = []
        if hasPassword, (current ?? "").isEmpty { faults.append(FieldError("current_password", .missing)) }
        let names = [owner.email, owner.username, owner.name].compactMap(\.self)
        faults += policy.faults(of: new, names: names).map { FieldError("new_password", $0) }
        guard faults.isEmpty else { throw AccountError.invalidFields(faults) }
        guard hasPassword, let current else {
            return try await set(new, of: account, owner.epoch, in: session, by: client, forPages) { _ in }
        }
        return try await check.tries(current, of: .account(account), from: client) { passed in
            try await set(new, of: account, passed.account.epoch, in: session, by: client, forPages) { tx in
                try passed.settle(in: tx)
            }
        }
    }

    private func set(
        _ new: String,
        of account: UUIDv7,
        _ epoch: Int64,
        in session: UUIDv7,
        by client: ClientContext,
        _ forPages: Bool,
        alongside: @escaping @Sendable (any AccountTransaction) throws -> Void
    ) async throws -> SignIn {
        let hash = try await hasher.hash(new)
        let (changed, started, now, revoked) = try await storage.transaction { tx in
            guard var (owner, _) = try Sessions.live(session, in: tx), owner.id == account,
                owner.epoch == epoch
            else { throw AccountError.sessionNotFound }
            try alongside(tx)
            try tx.credentials.set(hash, kind: .password, of: account)
            // A mail that is still under way would undo the change.
            try tx.oneTimeTokens.remove(subject: account.description, purpose: .passwordReset)
            try tx.audit.append(
                AuditEvent(
                    .passwordChanged,
                    account: account,
                    session: session,
                    reason: "changed",
                    detail: client.address
                )
            )
            let ended = try sessions.ending.endAll(
                of: &owner,
                keeping: { $0.id == session },
                as: .accountChanged,
                in: tx
            )
            let started = try sessions.restart(session, from: client, forPages: forPages, in: tx)
            return (owner, started, tx.now, ended.revocations)
        }
        sessions.ending.remember(revoked)
        return try await sessions.signIn(started, account: changed, at: now)
    }

    private func owner(_ account: UUIDv7, of session: UUIDv7) async throws -> (Account, hasPassword: Bool) {
        try await storage.read { tx in
            guard let found = try Sessions.live(session, in: tx), found.account.id == account else {
                throw AccountError.sessionNotFound
            }
            return (found.account, try tx.credentials.credential(.password, of: account) != nil)
        }
    }
}
