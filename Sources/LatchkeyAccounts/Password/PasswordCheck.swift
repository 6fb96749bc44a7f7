import FoundationEssentials
import LatchkeyTokens

/// Tries a password under every limit that there is; whatever asks for one goes through here.
///
/// An unknown name, an account without a password, a locked account and a wrong password cost the same time and end
/// the same way. That two names lead to one account is not told either: who waits, and for how long, hangs on the name
/// alone. What failed under the other name counts too, and shows in nothing but that the right password is refused as a
/// wrong one would be.
struct PasswordCheck: Sendable {
    /// Whose password is tried.
    enum Subject: Sendable {
        /// Somebody who types a name.
        case name(String)
        /// Somebody who is signed in.
        case account(UUIDv7)
    }

    /// A password that was right.
    struct Passed: Sendable {
        /// Whose it is, as it was when the attempt began.
        let account: Account
        fileprivate let rehashed: String?
        fileprivate let attempt: Attempt
        fileprivate let throttle: LoginThrottle

        /// Writes what follows from it: no failures, and a hash of the current cost.
        ///
        /// - Throws: ``Blocked``, which makes the attempt a failure like any other.
        func settle(in tx: any AccountTransaction) throws {
            if let shared = attempt.shared, try !throttle.forgive(digest: shared, in: tx) { throw Blocked() }
            if let rehashed { try tx.credentials.set(rehashed, kind: .password, of: account.id) }
            try tx.loginFailures.clear(attempt.reservation.digest)
        }
    }

    /// There were too many failures under another name of the account.
    struct Blocked: Error {}

    /// An attempt that was let through.
    fileprivate struct Attempt: Sendable {
        let account: Account?
        let passwordHash: String?
        /// Digest of the name as it was typed, for the audit log.
        let name: [UInt8]
        let reservation: LoginThrottle.Reservation
        /// Where failures under all names of the account are counted, in silence; `nil` where the reservation does that.
        let shared: [UInt8]?
    }

    let storage: any AccountStorage
    let hasher: PasswordHasher
    let limits: LoginLimits

    /// Tries a password.
    ///
    /// - Parameters:
    ///   - password: as typed.
    ///   - subject: whose.
    ///   - client: who asks.
    ///   - succeed: what to do when it is right; it settles what passed in its own transaction. `nil` makes it a
    ///     failure like any other.
    /// - Returns: what `succeed` returns.
    /// - Throws: ``AccountError``, what `succeed` throws, and the storage's errors.
    func tries<Success: Sendable>(
        _ password: String,
        of subject: Subject,
        from client: ClientContext,
        succeed: @Sendable (Passed) async throws -> Success?
    ) async throws -> Success {
        if let fault = PasswordPolicy.formFault(of: password) {
            throw AccountError.invalid(FieldError("password", fault))
        }
        return try await limits.counting(client) {
            let attempt = try await reserve(subject, from: client)
            defer { attempt.reservation.presence.end() }
            let success: Success?
            do {
                success = try await judge(attempt, password, succeed)
            } catch is Blocked {
                success = nil
            } catch {
                // Nobody knows whether the password was right, or it was: no failure either way.
                try? await storage.transaction { tx in
                    try limits.accounts.release(attempt.reservation, in: tx)
                }
                throw error
            }
            guard let success else { throw try await failure(of: attempt, from: client) }
            return success
        }
    }

    private func judge<Success: Sendable>(
        _ attempt: Attempt,
        _ password: String,
        _ succeed: @Sendable (Passed) async throws -> Success?
    ) async throws -> Success? {
        let verdict = try await hasher.verify(password, against: attempt.passwordHash)
        guard verdict.matches, let account = attempt.account, !account.isLocked else { return nil }
        var rehashed: String?
        if verdict.needsRehash {
            // The time of a second hash would tell that the password was right.
            guard try await !isBlocked(attempt) else { return nil }
            rehashed = try? await hasher.hash(password)
        }
        return try await succeed(
            Passed(account: account, rehashed: rehashed, attempt: attempt, throttle: limits.accounts)
        )
    }

    /// Whether there were too many failures under another name of the account.
    private func isBlocked(_ attempt: Attempt) async throws -> Bool {
        guard let shared = attempt.shared else { return false }
        return try await storage.read { tx in try limits.accounts.isBlocked(digest: shared, in: tx) }
    }

    private func reserve(_ subject: Subject, from client: ClientContext) async throws -> Attempt {
        // Whoever is told what came of an attempt is told behind another transaction, and this one is kept with that.
        let (admission, found, hash) = try await storage.transaction(.deferred) { tx in
            let found = try find(subject, from: client, in: tx)
            let account = found.account?.id
            let hash = try account.flatMap { try tx.credentials.credential(.password, of: $0) }
            let admission = try limits.accounts.reserve(digest: found.key, account: account, in: tx)
            return (admission, found, hash)
        }
        switch admission {
        case .refused(let wait):
            if limits.isAudited(refusalOf: client) {
                try await storage.transaction { tx in
                    try tx.audit.append(
                        AuditEvent(.loginThrottled, account: found.account?.id, digest: found.name)
                    )
                }
            }
            throw AccountError.tooManyAttempts(retryAfter: wait)
        case .admitted(let reservation):
            return Attempt(
                account: found.account,
                passwordHash: hash,
                name: found.name,
                reservation: reservation,
                shared: found.shared
            )
        }
    }

    /// Whose password is tried, and what the attempt is counted under.
    private struct Found: Sendable {
        let account: Account?
        /// Digest of the name as it was typed.
        let name: [UInt8]
        /// What is counted before the attempt, and told when it was too often.
        let key: [UInt8]
        /// What is counted after a failure, and never told.
        let shared: [UInt8]?
    }

    private func find(
        _ subject: Subject,
        from client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> Found {
        switch subject {
        case .name(let login):
            // A name that cannot exist is counted and hashed for like one that nobody has.
            let name = try? LoginName(login)
            let account = try name.flatMap { try tx.accounts.account($0) }
            let digest = limits.key(ofName: name?.text ?? String(login.prefix(512)))
            guard let account else { return Found(account: nil, name: digest, key: digest, shared: nil) }
            let shared = limits.key(ofLoginsTo: account.id)
            let key = try limits.key("login-account", account: account.id, client: client, in: tx)
            // The account's own devices have a count of their own, and nothing to learn from it.
            guard key == shared else { return Found(account: account, name: digest, key: key, shared: nil) }
            return Found(account: account, name: digest, key: digest, shared: shared)
        case .account(let id):
            return Found(
                account: try tx.accounts.account(id),
                name: limits.key(ofName: id.description),
                key: try limits.key("login-account", account: id, client: client, in: tx),
                shared: nil
            )
        }
    }

    /// Records a failure, and returns the one error for all of them.
    private func failure(of attempt: Attempt, from client: ClientContext) async throws -> AccountError {
        let address = client.address
        try await storage.transaction { tx in
            let account = attempt.account?.id
            var isCounted = true
            if let account, let shared = attempt.shared {
                isCounted = try limits.accounts.count(digest: shared, account: account, in: tx)
            }
            try tx.audit.append(
                AuditEvent(
                    .loginFailed,
                    account: account,
                    digest: attempt.name,
                    // Whoever reads the log has to see why even the right password did not help.
                    reason: isCounted ? nil : "throttled",
                    detail: address
                )
            )
        }
        return .invalidCredentials
    }
}
