import FoundationEssentials

/// Makes an account for somebody who asks, and signs them in.
public struct SignUp: Sendable {
    let storage: any AccountStorage
    let hasher: PasswordHasher
    let policy: PasswordPolicy
    /// What asks for an address to be verified; `nil` where accounts are made at once.
    let mails: OneTimeMails?
    private let sessions: Sessions
    private let throttle: AttemptThrottle
    private let loopbackThrottle: AttemptThrottle

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts are kept.
    ///   - hasher: what hashes passwords.
    ///   - policy: which passwords are accepted.
    ///   - sessions: what starts the first session.
    ///   - mails: what asks for addresses to be verified; `nil` where that is not asked for.
    ///   - hourlyLimit: sign-ups an hour from one address.
    ///   - hourlyLimitFromLoopback: sign-ups an hour from this machine.
    ///   - shared: the counts of all nodes; `nil` for this process alone.
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        policy: PasswordPolicy,
        sessions: Sessions,
        mails: OneTimeMails? = nil,
        hourlyLimit: Int = 10,
        hourlyLimitFromLoopback: Int = 60,
        shared: SharedLimits? = nil
    ) {
        self.storage = storage
        self.hasher = hasher
        self.policy = policy
        self.sessions = sessions
        self.mails = mails
        throttle = AttemptThrottle("sign-up", limit: hourlyLimit, period: 3600, shared: shared)
        loopbackThrottle = AttemptThrottle(
            "sign-up",
            limit: hourlyLimitFromLoopback,
            period: 3600,
            shared: shared
        )
    }

    /// Makes the account and its first session in one transaction.
    ///
    /// Counts against the address when it gets that far: made or taken. Faulty input and a full queue cost nothing.
    ///
    /// - Throws: ``AccountError``.
    public func signUp(
        _ new: NewAccount,
        from client: ClientContext,
        forPages: Bool = false
    ) async throws -> SignIn {
        try await throttled(client) { try await make(new, from: client, forPages: forPages) }
    }

    /// Counts a sign-up against the client's address: made or taken; faulty input and a full queue cost nothing.
    func throttled<Result>(
        _ client: ClientContext,
        _ signUp: () async throws -> Result
    ) async throws -> Result {
        let address = client.address ?? ""
        let throttle = address == "::1" || address.hasPrefix("127.") ? loopbackThrottle : throttle
        let attempt: AttemptThrottle.Attempt
        switch try await throttle.admit(address, at: Date()) {
        case .refused(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .admitted(let admitted): attempt = admitted
        }
        do {
            let result = try await signUp()
            await attempt.count(at: Date())
            return result
        } catch let error as AccountError where error == .emailTaken || error == .usernameTaken {
            await attempt.count(at: Date())
            throw error
        } catch {
            await attempt.release()
            throw error
        }
    }

    private func make(
        _ new: NewAccount,
        from client: ClientContext,
        forPages: Bool
    ) async throws -> SignIn {
        let new = try new.validated(by: policy)
        let hash = try await hasher.hash(new.password)
        let (account, started, now) = try await storage.transaction { tx in
            let account = try Accounts.insert(new, passwordHash: hash, in: tx)
            let device = try KnownDevices(digest: sessions.digest)
                .remember(client, account: account.id, in: tx)
            let started = try sessions.start(
                for: account,
                methods: ["pwd"],
                from: client,
                on: device,
                forPages: forPages,
                in: tx
            )
            return (account, started, tx.now)
        }
        return try await sessions.signIn(started, account: account, at: now)
    }
}
