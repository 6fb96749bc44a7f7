public import FoundationEssentials
public import LatchkeyTokens

/// Lets somebody who is signed in prove again who they are, so that the session is fresh.
public struct Reauthentication: Sendable {
    /// What the session has after it.
    public struct Renewed: Sendable {
        /// The account.
        public let account: Account
        /// The session, with the time and the methods of the new proof.
        public let session: Session
        /// An access token that says so.
        public let accessToken: IssuedToken
        /// The new token of the page cookie; only where one was asked for.
        public let browserToken: String?
    }

    /// What an account has to show.
    public struct Needs: Sendable, Equatable {
        /// Its password.
        public let password: Bool
        /// A code of a second factor.
        public let code: Bool
    }

    /// Seconds for which a proof is fresh.
    public static let freshPeriod: TimeInterval = 300

    private enum Outcome: Sendable {
        case renewed(Account, Session, browserToken: String?, Date)
        case wrong
        case throttled(retryAfter: Int)
    }

    private let storage: any AccountStorage
    private let check: PasswordCheck
    private let sessions: Sessions
    private let codes: FactorCodes

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts and sessions are kept.
    ///   - hasher: what checks passwords.
    ///   - sessions: what signs the new access token.
    ///   - masterKey: what the secrets of factors are encrypted under.
    ///   - limits: what failures are counted by, together with those of logins.
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        sessions: Sessions,
        masterKey: MasterKey,
        limits: LoginLimits
    ) {
        self.storage = storage
        self.sessions = sessions
        check = PasswordCheck(storage: storage, hasher: hasher, limits: limits)
        codes = FactorCodes(masterKey: masterKey, limits: limits)
    }

    /// Checks the password, where the account has one, and the code, where it has a second factor.
    ///
    /// - Parameters:
    ///   - session: the session that is to be fresh; its refresh token stays as it is.
    ///   - account: whose it must be.
    ///   - password: as typed.
    ///   - code: what the application shows, or a recovery code.
    ///   - client: who asks.
    ///   - forPages: whether the session's page cookie is to be renewed.
    /// - Returns: the session and its new access token; older ones stay good, and stale.
    /// - Throws: ``AccountError/invalidFields(_:)`` naming what is missing, ``AccountError/sessionNotFound``, and what a
    ///   login throws.
    public func prove(
        _ session: UUIDv7,
        of account: UUIDv7,
        password: String?,
        code: String?,
        from client: ClientContext,
        forPages: Bool = false
    ) async throws -> Renewed {
        let needs = try await needs(of: account, in: session)
        try needs.check(password: password, code: code)
        let code = needs.code ? code : nil
        guard needs.password, let password else {
            return try await check.limits.counting(client) {
                try await finish(
                    try await storage.transaction { tx in
                        try renew(session, of: account, epoch: nil, code, from: client, forPages, in: tx)
                    }
                )
            }
        }
        return try await check.tries(password, of: .account(account), from: client) { passed in
            let outcome = try await storage.transaction { tx in
                try passed.settle(in: tx)
                return try renew(
                    session,
                    of: account,
                    epoch: passed.account.epoch,
                    code,
                    from: client,
                    forPages,
                    in: tx
                )
            }
            return try await finish(outcome)
        }
    }

    private func finish(_ outcome: Outcome) async throws -> Renewed {
        switch outcome {
        case .wrong: throw AccountError.invalidCredentials
        case .throttled(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .renewed(let account, let session, let browserToken, let now):
            return Renewed(
                account: account,
                session: session,
                accessToken: try await sessions.accessToken(for: session, of: account, at: now),
                browserToken: browserToken
            )
        }
    }

    private func renew(
        _ id: UUIDv7,
        of accountID: UUIDv7,
        epoch: Int64?,
        _ code: String?,
        from client: ClientContext,
        _ forPages: Bool,
        in tx: any AccountTransaction
    ) throws -> Outcome {
        guard let (account, session) = try Sessions.live(id, in: tx), account.id == accountID,
            epoch == nil || account.epoch == epoch
        else { throw AccountError.sessionNotFound }
        // A factor may have been confirmed while the password was being hashed.
        if try FactorCodes.areRequired(of: account.id, in: tx) {
            guard let code else { throw AccountError.invalid(FieldError("code", .missing)) }
            switch try codes.judge(code, of: account, from: client, in: tx) {
            case .accepted: break
            case .wrong: return .wrong
            case .refused(let wait): return .throttled(retryAfter: wait)
            }
        }
        let shown = (epoch == nil ? [] : ["pwd"]) + (code == nil ? [] : FactorCodes.methods)
        var renewed = session
        renewed.authenticatedAt = tx.now
        renewed.authenticationMethods += shown.filter { !session.authenticationMethods.contains($0) }
        try sessions.extendAccess(of: &renewed, in: tx)
        let browserToken = forPages ? Sessions.renewBrowserToken(of: &renewed) : nil
        try tx.sessions.update(renewed)
        try tx.audit.append(
            AuditEvent(.reauthenticated, account: account.id, session: id, detail: client.address)
        )
        return .renewed(account, renewed, browserToken: browserToken, tx.now)
    }

    /// What has to be shown, so that a form can ask for it.
    ///
    /// - Parameters:
    ///   - account: who would prove it.
    ///   - session: in which session.
    /// - Returns: the parts; neither for an account that can only sign in again.
    /// - Throws: ``AccountError/sessionNotFound``.
    public func needs(of account: UUIDv7, in session: UUIDv7) async throws -> Needs {
        try await storage.read { tx in
            guard let found = try Sessions.live(session, in: tx), found.account.id == account else {
                throw AccountError.sessionNotFound
            }
            return Needs(
                password: try tx.credentials.credential(.password, of: account) != nil,
                code: try FactorCodes.areRequired(of: account, in: tx)
            )
        }
    }
}

extension Reauthentication.Needs {
    /// Tells what is missing before anything is tried.
    fileprivate func check(password: String?, code: String?) throws {
        var faults: [FieldError] = []
        // Without either there is nothing to prove it by but to sign in again.
        if self.password || !self.code, (password ?? "").isEmpty {
            faults.append(FieldError("password", .missing))
        }
        if self.code, (code ?? "").isEmpty { faults.append(FieldError("code", .missing)) }
        guard faults.isEmpty else { throw AccountError.invalidFields(faults) }
        guard self.password || self.code else { throw AccountError.invalidCredentials }
    }
}
