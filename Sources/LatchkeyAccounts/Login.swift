import FoundationEssentials
public import LatchkeyTokens

/// Signs somebody in by name and password.
///
/// An unknown name, an account without a password, a locked account and a wrong password cost the same time and
/// get the same answer.
public struct Login: Sendable {
    private struct Attempt: Sendable {
        let account: Account?
        let passwordHash: String?
    }

    private let storage: any AccountStorage
    private let hasher: PasswordHasher
    private let sessions: Sessions
    private let digest: KeyedDigest
    private let throttle: LoginThrottle
    private let addresses: AddressThrottle

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts and failures are kept.
    ///   - hasher: what checks passwords.
    ///   - sessions: what starts a session.
    ///   - masterKey: what names are digested with.
    ///   - throttle: the limits for one name.
    ///   - failuresPerMinute: failed logins a minute from one address.
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        sessions: Sessions,
        masterKey: MasterKey,
        throttle: LoginThrottle = LoginThrottle(),
        failuresPerMinute: Int = 30
    ) {
        self.storage = storage
        self.hasher = hasher
        self.sessions = sessions
        self.throttle = throttle
        digest = KeyedDigest(masterKey)
        addresses = AddressThrottle(limit: failuresPerMinute, period: 60)
    }

    /// Checks the password and starts a session.
    ///
    /// - Parameters:
    ///   - login: an e-mail address or a user name, as typed.
    ///   - password: as typed.
    ///   - client: who asks.
    ///   - forPages: also makes the opaque token of the page cookie.
    /// - Returns: the account, its new session and its tokens.
    /// - Throws: ``AccountError``, and the storage's errors.
    public func logIn(
        _ login: String,
        password: String,
        from client: ClientContext,
        forPages: Bool = false
    ) async throws -> SignIn {
        guard password.utf8.count <= PasswordPolicy.maximumOctets else {
            throw AccountError.invalid(FieldError("password", .tooLong))
        }
        let address = client.address ?? ""
        if let wait = addresses.reserve(address, at: Date()) {
            throw AccountError.tooManyAttempts(retryAfter: wait)
        }
        // A name that cannot exist is counted and hashed for like one that nobody has.
        let name = try? LoginName(login)
        let key = digest("login", name?.text ?? String(login.prefix(512)))
        let attempt = try await reserve(name, key: key)
        let verdict = try await verify(password, attempt, key: key, address: address)
        guard verdict.matches, let account = attempt.account, !account.isLocked else {
            throw try await failure(of: attempt.account, key: key, from: client)
        }
        let rehashed = verdict.needsRehash ? try? await hasher.hash(password) : nil
        let signIn = try await start(account, key: key, rehashed: rehashed, from: client, forPages: forPages)
        guard let signIn else { throw try await failure(of: account, key: key, from: client) }
        addresses.release(address)
        return signIn
    }

    private func reserve(_ name: LoginName?, key: [UInt8]) async throws -> Attempt {
        let (wait, attempt) = try await storage.transaction { tx in
            let account = try name.flatMap { try tx.accounts.account($0) }
            let wait = try throttle.reserve(digest: key, account: account?.id, in: tx)
            if wait != nil {
                try tx.audit.append(AuditEvent(.loginThrottled, account: account?.id, digest: key))
            }
            let hash = try account.flatMap { try tx.credentials.credential(.password, of: $0.id) }
            return (wait, Attempt(account: account, passwordHash: hash))
        }
        if let wait { throw AccountError.tooManyAttempts(retryAfter: wait) }
        return attempt
    }

    /// A password that was never hashed is no failure: both counts are given back.
    private func verify(
        _ password: String,
        _ attempt: Attempt,
        key: [UInt8],
        address: String
    ) async throws -> PasswordHasher.Verdict {
        do {
            return try await hasher.verify(password, against: attempt.passwordHash)
        } catch {
            addresses.release(address)
            try await storage.transaction { tx in try throttle.release(digest: key, in: tx) }
            throw error
        }
    }

    /// Records a failed login, and returns the one error for all of them.
    private func failure(
        of account: Account?,
        key: [UInt8],
        from client: ClientContext
    ) async throws -> AccountError {
        let address = client.address
        try await storage.transaction { tx in
            try tx.audit.append(AuditEvent(.loginFailed, account: account?.id, digest: key, detail: address))
        }
        return .invalidCredentials
    }

    /// Starts the session; `nil` when the account may no longer sign in.
    private func start(
        _ account: Account,
        key: [UInt8],
        rehashed: String?,
        from client: ClientContext,
        forPages: Bool
    ) async throws -> SignIn? {
        let written: (Account, Sessions.Started, Date)? = try await storage.transaction { tx in
            // Somebody may have locked the account, or changed its password, while the password was being hashed.
            guard let current = try tx.accounts.account(account.id), !current.isLocked,
                current.epoch == account.epoch
            else { return nil }
            if let rehashed { try tx.credentials.set(rehashed, kind: .password, of: current.id) }
            try tx.loginFailures.clear(key)
            let started = try sessions.start(
                for: current,
                methods: ["pwd"],
                from: client,
                forPages: forPages,
                in: tx
            )
            try tx.audit.append(
                AuditEvent(
                    .loginSucceeded,
                    account: current.id,
                    session: started.session.id,
                    detail: client.address
                )
            )
            return (current, started, tx.now)
        }
        guard let (current, started, now) = written else { return nil }
        return try sessions.signIn(started, account: current, at: now)
    }
}
