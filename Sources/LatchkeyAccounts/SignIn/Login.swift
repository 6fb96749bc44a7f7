public import CoreMetrics
import LatchkeyTokens

/// Signs somebody in by name and password.
///
/// An unknown name, an account without a password, a locked account and a wrong password cost the same time and
/// get the same answer.
public struct Login: Sendable {
    /// What slows guessing down, for whatever else tries passwords or codes.
    public let limits: LoginLimits
    private let check: PasswordCheck
    private let gate: SignInGate
    private let metrics: LoginMetrics

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where accounts and failures are kept.
    ///   - hasher: what checks passwords.
    ///   - gate: what starts a session for whoever knew the password.
    ///   - limits: what slows guessing down.
    ///   - metrics: where attempts are counted by their outcome, as `latchkey.logins`.
    public init(
        storage: any AccountStorage,
        hasher: PasswordHasher,
        gate: SignInGate,
        limits: LoginLimits,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.metrics = LoginMetrics(.password, factory: metrics)
        self.gate = gate
        self.limits = limits
        check = PasswordCheck(storage: storage, hasher: hasher, limits: limits)
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
        try await metrics.counting {
            try await check.tries(password, of: .name(login), from: client) { passed in
                let proof = SignInProof(
                    account: passed.account.id,
                    // Somebody may have locked the account, or changed its password, while the password was being hashed.
                    epoch: passed.account.epoch,
                    methods: ["pwd"],
                    client: client,
                    forPages: forPages
                )
                return try await gate.admit(proof) { _, tx in
                    try passed.settle(in: tx)
                    return []
                }
            }
        }
    }
}
