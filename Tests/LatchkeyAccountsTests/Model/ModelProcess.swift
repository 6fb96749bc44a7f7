import Foundation
import LatchkeyJOSE
import LatchkeySQLite
@testable import LatchkeyTokens

@testable import LatchkeyAccounts

/// Every use case as one process has it, put together as the server does.
struct ModelProcess: Sendable {
    static let issuer = "https://id.example"
    static let lifetime: TimeInterval = 900

    /// How the system is told to behave, and by how much it may be put together wrongly.
    struct Settings: Sendable {
        var policy: SessionPolicy
        /// Whether what is revoked is told to this process's verifier.
        var remembersRevocations = true
        /// Whether a new process reads the revocations before it serves.
        var readsRevocations = true

        /// What the model expects.
        static var right: Settings {
            var policy = SessionPolicy()
            policy.replayLimit = SessionModel.replayLimit
            return Settings(policy: policy)
        }
    }

    let storage: FailingStorage
    let keys: KeyRing
    let revocations: RevocationList
    let verifier: TokenVerifier
    let ending: SessionEnding
    let sessions: Sessions
    /// The same sessions, which answer and change nothing.
    let trial: Sessions
    let gate: SignInGate
    let login: Login
    let passwordChange: PasswordChange
    let accounts: Accounts
    let hasher: PasswordHasher

    init(
        _ database: SQLiteStorage,
        masterKey: MasterKey,
        hasher: PasswordHasher,
        settings: Settings,
        at now: Date
    ) async throws {
        storage = FailingStorage(database)
        self.hasher = hasher
        keys = try await Self.keys(storage, masterKey, at: now)
        revocations = RevocationList()
        if settings.readsRevocations { try await revocations.catchUp(with: storage) }
        verifier = Self.verifier(keys, revocations)
        ending = SessionEnding(
            storage: storage,
            revocations: settings.remembersRevocations ? revocations : nil
        )
        let issuer = TokenIssuer(
            keys: keys,
            issuer: Self.issuer,
            audience: [Self.issuer],
            lifetime: Self.lifetime
        )
        func sessions(_ storage: any AccountStorage, _ ending: SessionEnding) -> Sessions {
            Sessions(
                storage: storage,
                issuer: issuer,
                masterKey: masterKey,
                ending: ending,
                policy: settings.policy
            )
        }
        self.sessions = sessions(storage, ending)
        let trying = FailingStorage(database, .trying)
        trial = sessions(trying, SessionEnding(storage: trying, revocations: nil))
        gate = SignInGate(storage: storage, sessions: self.sessions, masterKey: masterKey)
        let limits = Self.noLimits(masterKey)
        login = Login(storage: storage, hasher: hasher, gate: gate, limits: limits)
        passwordChange = PasswordChange(
            storage: storage,
            hasher: hasher,
            policy: PasswordPolicy(),
            sessions: self.sessions,
            limits: limits
        )
        accounts = Accounts(storage: storage, hasher: hasher, policy: PasswordPolicy(), ending: ending)
    }

    /// Guessing has tests of its own.
    private static func noLimits(_ masterKey: MasterKey) -> LoginLimits {
        LoginLimits(
            masterKey: masterKey,
            throttle: LoginThrottle(freeFailures: .max, lockAfter: .max),
            failuresPerMinute: .max
        )
    }

    /// Of an algorithm that costs next to nothing.
    private static func keys(
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        at now: Date
    ) async throws -> KeyRing {
        try await KeyRing.open(
            storage: storage,
            masterKey: masterKey,
            algorithm: .hs256,
            tokenLifetime: lifetime,
            at: now
        )
    }

    private static func verifier(_ keys: KeyRing, _ revocations: RevocationList) -> TokenVerifier {
        TokenVerifier(
            keys: keys,
            algorithms: [.hs256],
            issuer: issuer,
            audience: issuer,
            revocations: revocations
        )
    }

    /// Learns what other processes have done.
    func follow() async throws {
        try await revocations.catchUp(with: storage)
        try await keys.reload()
    }

    /// What maintenance does.
    func tidy(at now: Date) async throws {
        try await keys.removeExpired(at: now)
        try await storage.transaction { tx in
            try tx.revocations.removeExpired(at: tx.now)
            try tx.sessions.removeExpired(before: tx.now - SessionModel.memory, limit: 10_000)
        }
        revocations.removeExpired(at: now)
    }
}
