import FoundationEssentials

/// Makes an account for somebody who asks, and signs them in.
public struct SignUp: Sendable {
    let storage: any AccountStorage
    let hasher: PasswordHasher
    let policy: PasswordPolicy
    /// What asks for an address to be verified; `nil` where accounts are made at once.
    let mails: OneTimeMails?
    private let sessions: Sessions
    private let throttle: AddressThrottle
    private let loopbackThrottle: AddressThrottle

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
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        policy: PasswordPolicy,
        sessions: Sessions,
        mails: OneTimeMails? = nil,
        hourlyLimit: Int = 10,
        hourlyLimitFromLoopback: Int = 60
    ) {
        self.storage = storage
        self.hasher = hasher
        self.policy = policy
        self.sessions = sessions
        self.mails = mails
        throttle = AddressThrottle(limit: hourlyLimit, period: 3600)
        loopbackThrottle = AddressThrottle(limit: hourlyLimitFromLoopback, period: 3600)
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
        if let wait = throttle.reserve(address, at: Date()) {
            throw AccountError.tooManyAttempts(retryAfter: wait)
        }
        do {
            let result = try await signUp()
            throttle.count(address, at: Date())
            return result
        } catch let error as AccountError where error == .emailTaken || error == .usernameTaken {
            throttle.count(address, at: Date())
            throw error
        } catch {
            throttle.release(address)
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
            // The first device is none that its owner has to be told of.
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
