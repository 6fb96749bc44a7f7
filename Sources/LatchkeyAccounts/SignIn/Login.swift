import FoundationEssentials
public import LatchkeyTokens

/// Signs somebody in by name and password.
///
/// An unknown name, an account without a password, a locked account and a wrong password cost the same time and
/// get the same answer.
public struct Login: Sendable {
    /// An attempt that was let through.
    private struct Attempt: Sendable {
        let account: Account?
        let passwordHash: String?
        /// Digest of the name as it was typed, for the audit log.
        let name: [UInt8]
        let reservation: LoginThrottle.Reservation
    }

    private let storage: any AccountStorage
    private let hasher: PasswordHasher
    private let gate: SignInGate
    private let digest: KeyedDigest
    private let throttle: LoginThrottle
    private let addresses: AddressThrottle
    /// Refusals are free of the address's count, so writing each of them down would let anybody fill the disk.
    private let auditedRefusals: AddressThrottle

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts and failures are kept.
    ///   - hasher: what checks passwords.
    ///   - gate: what starts a session for whoever knew the password.
    ///   - masterKey: what names are digested with.
    ///   - throttle: the limits for one account or unknown name.
    ///   - failuresPerMinute: failed logins a minute from one address.
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        gate: SignInGate,
        masterKey: MasterKey,
        throttle: LoginThrottle = LoginThrottle(),
        failuresPerMinute: Int = 30
    ) {
        self.storage = storage
        self.hasher = hasher
        self.gate = gate
        self.throttle = throttle
        digest = KeyedDigest(masterKey)
        addresses = AddressThrottle(limit: failuresPerMinute, period: 60)
        auditedRefusals = AddressThrottle(limit: failuresPerMinute, period: 60)
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
        do {
            let signIn = try await attempt(login, password: password, from: client, forPages: forPages)
            addresses.release(address)
            return signIn
        } catch AccountError.invalidCredentials {
            addresses.count(address, at: Date())
            throw AccountError.invalidCredentials
        } catch {
            // Refused before the password was tried, or failed on our side: no failure of this address.
            addresses.release(address)
            throw error
        }
    }

    private func attempt(
        _ login: String,
        password: String,
        from client: ClientContext,
        forPages: Bool
    ) async throws -> SignIn {
        let attempt = try await reserve(login, from: client)
        defer { attempt.reservation.presence.end() }
        let signIn: SignIn?
        do {
            signIn = try await judge(attempt, password: password, from: client, forPages: forPages)
        } catch {
            // Nobody knows whether the password was right, so it was no failure.
            try? await storage.transaction { tx in try throttle.release(attempt.reservation, in: tx) }
            throw error
        }
        guard let signIn else { throw try await failure(of: attempt, from: client) }
        return signIn
    }

    private func reserve(_ login: String, from client: ClientContext) async throws -> Attempt {
        // A name that cannot exist is counted and hashed for like one that nobody has.
        let name = try? LoginName(login)
        let nameDigest = digest("login", name?.text ?? String(login.prefix(512)))
        let (admission, account, hash) = try await storage.transaction { tx in
            let account = try name.flatMap { try tx.accounts.account($0) }
            // An account has one count for all its names.
            let key = digest("login-account", account?.id.description)
            let admission = try throttle.reserve(
                digest: account == nil ? nameDigest : key,
                account: account?.id,
                in: tx
            )
            if case .refused = admission, isAudited(refusalOf: client) {
                try tx.audit.append(AuditEvent(.loginThrottled, account: account?.id, digest: nameDigest))
            }
            let hash = try account.flatMap { try tx.credentials.credential(.password, of: $0.id) }
            return (admission, account, hash)
        }
        switch admission {
        case .refused(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .admitted(let reservation):
            return Attempt(account: account, passwordHash: hash, name: nameDigest, reservation: reservation)
        }
    }

    private func isAudited(refusalOf client: ClientContext) -> Bool {
        let address = client.address ?? ""
        let now = Date()
        guard auditedRefusals.reserve(address, at: now) == nil else { return false }
        auditedRefusals.count(address, at: now)
        return true
    }

    /// Tries the password and starts the session; `nil` when this person may not sign in.
    private func judge(
        _ attempt: Attempt,
        password: String,
        from client: ClientContext,
        forPages: Bool
    ) async throws -> SignIn? {
        let verdict = try await hasher.verify(password, against: attempt.passwordHash)
        guard verdict.matches, let account = attempt.account, !account.isLocked else { return nil }
        let rehashed = verdict.needsRehash ? try? await hasher.hash(password) : nil
        let proof = SignInProof(
            account: account.id,
            // Somebody may have locked the account, or changed its password, while the password was being hashed.
            epoch: account.epoch,
            methods: ["pwd"],
            client: client,
            forPages: forPages
        )
        return try await gate.admit(proof) { tx in
            if let rehashed { try tx.credentials.set(rehashed, kind: .password, of: account.id) }
            try tx.loginFailures.clear(attempt.reservation.digest)
        }
    }

    /// Records a failed login, and returns the one error for all of them.
    private func failure(of attempt: Attempt, from client: ClientContext) async throws -> AccountError {
        let address = client.address
        try await storage.transaction { tx in
            try tx.audit.append(
                AuditEvent(
                    .loginFailed,
                    account: attempt.account?.id,
                    digest: attempt.name,
                    detail: address
                )
            )
        }
        return .invalidCredentials
    }
}
