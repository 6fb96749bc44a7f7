import FoundationEssentials
import LatchkeyTokens

/// Tries a password under every limit that there is; whatever asks for one goes through here.
///
/// An unknown name, an account without a password, a locked account and a wrong password cost the same time and end
/// the same way.
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
        fileprivate let failures: [UInt8]

        /// Writes what follows from it: no failures, and a hash of the current cost.
        func settle(in tx: any AccountTransaction) throws {
            if let rehashed { try tx.credentials.set(rehashed, kind: .password, of: account.id) }
            try tx.loginFailures.clear(failures)
        }
    }

    /// An attempt that was let through.
    private struct Attempt: Sendable {
        let account: Account?
        let passwordHash: String?
        /// Digest of the name as it was typed, for the audit log.
        let name: [UInt8]
        let reservation: LoginThrottle.Reservation
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
        guard password.utf8.count <= PasswordPolicy.maximumOctets else {
            throw AccountError.invalid(FieldError("password", .tooLong))
        }
        return try await limits.counting(client) {
            let attempt = try await reserve(subject, from: client)
            defer { attempt.reservation.presence.end() }
            let success: Success?
            do {
                success = try await judge(attempt, password, succeed)
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
        let rehashed = verdict.needsRehash ? try? await hasher.hash(password) : nil
        return try await succeed(
            Passed(account: account, rehashed: rehashed, failures: attempt.reservation.digest)
        )
    }

    private func reserve(_ subject: Subject, from client: ClientContext) async throws -> Attempt {
        let (admission, account, name, hash) = try await storage.transaction { tx in
            let (account, nameDigest) = try find(subject, in: tx)
            // An account has one count for all its names.
            let key =
                try account.map { try limits.key("login-account", account: $0.id, client: client, in: tx) }
                ?? nameDigest
            let admission = try limits.accounts.reserve(digest: key, account: account?.id, in: tx)
            if case .refused = admission, limits.isAudited(refusalOf: client) {
                try tx.audit.append(AuditEvent(.loginThrottled, account: account?.id, digest: nameDigest))
            }
            let hash = try account.flatMap { try tx.credentials.credential(.password, of: $0.id) }
            return (admission, account, nameDigest, hash)
        }
        switch admission {
        case .refused(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .admitted(let reservation):
            return Attempt(account: account, passwordHash: hash, name: name, reservation: reservation)
        }
    }

    private func find(
        _ subject: Subject,
        in tx: any AccountTransaction
    ) throws -> (account: Account?, nameDigest: [UInt8]) {
        switch subject {
        case .name(let login):
            // A name that cannot exist is counted and hashed for like one that nobody has.
            let name = try? LoginName(login)
            let account = try name.flatMap { try tx.accounts.account($0) }
            return (account, limits.digest("login", name?.text ?? String(login.prefix(512))))
        case .account(let id):
            return (try tx.accounts.account(id), limits.digest("login", id.description))
        }
    }

    /// Records a failure, and returns the one error for all of them.
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
