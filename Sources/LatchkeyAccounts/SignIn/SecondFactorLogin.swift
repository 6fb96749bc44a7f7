public import CoreMetrics
import FoundationEssentials
public import LatchkeyTokens

/// Goes on with a sign-in that waits for its second factor.
///
/// ```swift
/// do {
///     signIn = try await login.logIn(name, password: password, from: client)
/// } catch AccountError.secondFactorRequired(let loginToken) {
///     signIn = try await secondFactor.confirm(loginToken, code: typed, from: client)
/// }
/// ```
public struct SecondFactorLogin: Sendable {
    private enum Outcome: Sendable {
        case judged(SignInGate.Admission)
        case wrong
        case throttled(retryAfter: Int)
        case invalid(OneTimeTokenError)
    }

    /// After how many wrong codes a login token is void.
    public static let attempts = 5

    private let storage: any AccountStorage
    private let gate: SignInGate
    private let limits: LoginLimits
    private let codes: FactorCodes
    private let metrics: LoginMetrics

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts, factors and login tokens are kept.
    ///   - gate: what starts a session for whoever has shown both factors.
    ///   - masterKey: what the secrets of factors are encrypted under.
    ///   - limits: what wrong codes are counted by.
    ///   - metrics: where attempts are counted by their outcome, as `latchkey.logins`.
    public init(
        storage: any AccountStorage,
        gate: SignInGate,
        masterKey: MasterKey,
        limits: LoginLimits,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.metrics = LoginMetrics(.secondFactor, factory: metrics)
        self.storage = storage
        self.gate = gate
        self.limits = limits
        codes = FactorCodes(masterKey: masterKey, limits: limits)
    }

    /// Checks the code and starts the session.
    ///
    /// A wrong code leaves the login token good until there were too many. Code and token are spent by the one caller
    /// who gets the session, however many come at once.
    ///
    /// - Parameters:
    ///   - loginToken: what came with ``AccountError/secondFactorRequired(loginToken:)``.
    ///   - code: what the application shows, or a recovery code.
    ///   - client: who asks; the same as at the beginning.
    ///   - forPages: as at the beginning.
    /// - Returns: the account, its new session and its tokens.
    /// - Throws: ``AccountError/invalidCredentials`` for a wrong code; ``AccountError/tooManyAttempts(retryAfter:)``;
    ///   `OneTimeTokenError` for a login token that is not good, or not any more.
    public func confirm(
        _ loginToken: String,
        code: String,
        from client: ClientContext,
        forPages: Bool = false
    ) async throws -> SignIn {
        try await metrics.counting {
            try await limits.counting(client) {
                let outcome = try await storage.transaction { tx in
                    try judge(loginToken, code, from: client, forPages: forPages, in: tx)
                }
                return try await signIn(outcome)
            }
        }
    }

    private func signIn(_ outcome: Outcome) async throws -> SignIn {
        switch outcome {
        case .invalid(let error): throw error
        case .throttled(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .wrong: throw AccountError.invalidCredentials
        case .judged(let admission):
            guard let signIn = try await gate.signIn(admission) else {
                throw OneTimeTokenError.unknownOrSpent
            }
            return signIn
        }
    }

    private func judge(
        _ loginToken: String,
        _ code: String,
        from client: ClientContext,
        forPages: Bool,
        in tx: any AccountTransaction
    ) throws -> Outcome {
        let proof: SignInProof
        do {
            proof = try gate.proof(continuing: loginToken, from: client, forPages: forPages, in: tx)
        } catch let error as OneTimeTokenError {
            return .invalid(error)
        }
        guard let account = try tx.accounts.account(proof.account), !account.isLocked,
            account.epoch == proof.epoch
        else {
            try gate.spend(loginToken, from: client, forPages: forPages, in: tx)
            return .invalid(.unknownOrSpent)
        }
        switch try codes.judge(code, of: account, from: client, in: tx) {
        case .refused(let wait): return .throttled(retryAfter: wait)
        case .wrong:
            if try countWrong(loginToken, of: account.id, in: tx) {
                try gate.spend(loginToken, from: client, forPages: forPages, in: tx)
            }
            return .wrong
        case .accepted:
            try gate.spend(loginToken, from: client, forPages: forPages, in: tx)
            try tx.loginFailures.clear(key(of: loginToken))
            return .judged(try gate.admit(proof, in: tx))
        }
    }

    /// Counts a wrong code against the login token; whether it was the last one.
    private func countWrong(
        _ loginToken: String,
        of account: UUIDv7,
        in tx: any AccountTransaction
    ) throws -> Bool {
        let key = key(of: loginToken)
        try tx.loginFailures.hold(key)
        let count = (try tx.loginFailures.failures(for: key)?.count ?? 0) + 1
        guard count < Self.attempts else {
            try tx.loginFailures.clear(key)
            return true
        }
        try tx.loginFailures.save(
            LoginFailures(
                digest: key,
                accountID: account,
                count: count,
                blockedUntil: tx.now,
                updatedAt: tx.now
            )
        )
        return false
    }

    private func key(of loginToken: String) -> [UInt8] { limits.digest("login token failures", loginToken) }
}
