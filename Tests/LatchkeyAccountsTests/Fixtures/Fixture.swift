import Foundation
import LatchkeyJOSE
import LatchkeySQLite
import LatchkeyTokens

@testable import LatchkeyAccounts

/// Every use case over a database of its own, on a clock that the test moves.
struct Fixture: Sendable {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let password = "violet otter drums at noon"
    static let wrongPassword = "violet otter drums at dusk"
    /// Fast enough to hash hundreds of passwords; real costs have a test of their own.
    static let cheap = Argon2Parameters(memory: 64, iterations: 1, parallelism: 1)
    static let phone = ClientContext(address: "192.0.2.1", device: "phone")
    static let laptop = ClientContext(address: "198.51.100.7", device: "laptop")

    let directory: TemporaryDirectory
    let clock: SettableClock
    let storage: any AccountStorage
    private let database: SQLiteStorage
    let masterKey: MasterKey
    let hasher: PasswordHasher
    let keys: KeyRing
    let revocations: RevocationList
    let verifier: TokenVerifier
    let ending: SessionEnding
    let sessions: Sessions
    let signUp: SignUp
    let limits: LoginLimits
    let gate: SignInGate
    let passwordPolicy: PasswordPolicy
    let login: Login
    let accounts: Accounts

    init(
        sessionPolicy: SessionPolicy = SessionPolicy(),
        passwordPolicy: PasswordPolicy = PasswordPolicy(),
        hasher: PasswordHasher? = nil,
        throttle: LoginThrottle = LoginThrottle(),
        failuresPerMinute: Int = 1_000_000,
        signUpsPerHour: Int = 1_000_000,
        onePerDevice: Bool = false
    ) async throws {
        let clock = SettableClock(Self.start)
        let directory = try TemporaryDirectory()
        (self.clock, self.directory, self.passwordPolicy) = (clock, directory, passwordPolicy)
        database = try SQLiteStorage(path: directory.path + "/latchkey.db", now: { clock.now })
        storage = database
        masterKey = MasterKey()
        self.hasher = hasher ?? PasswordHasher(parameters: Self.cheap)
        revocations = RevocationList()
        keys = try await Self.keys(storage, masterKey, at: clock.now)
        verifier = Self.verifier(keys, revocations)
        ending = SessionEnding(storage: storage, revocations: revocations)
        sessions = Sessions(
            storage: storage,
            issuer: TokenIssuer(keys: keys, issuer: "https://id.example", audience: ["https://id.example"]),
            masterKey: masterKey,
            ending: ending,
            policy: sessionPolicy
        )
        signUp = SignUp(
            storage: storage,
            hasher: self.hasher,
            policy: passwordPolicy,
            sessions: sessions,
            hourlyLimit: signUpsPerHour,
            hourlyLimitFromLoopback: signUpsPerHour
        )
        gate = SignInGate(
            storage: storage,
            sessions: sessions,
            masterKey: masterKey,
            onePerDevice: onePerDevice
        )
        limits = LoginLimits(
            masterKey: masterKey,
            throttle: throttle,
            failuresPerMinute: failuresPerMinute
        )
        login = Login(storage: storage, hasher: self.hasher, gate: gate, limits: limits)
        accounts = Accounts(storage: storage, hasher: self.hasher, policy: passwordPolicy, ending: ending)
    }

    private static func keys(
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        at now: Date
    ) async throws -> KeyRing {
        try await KeyRing.open(
            storage: storage,
            masterKey: masterKey,
            algorithm: .ed25519,
            tokenLifetime: 900,
            at: now
        )
    }

    private static func verifier(_ keys: KeyRing, _ revocations: RevocationList) -> TokenVerifier {
        TokenVerifier(
            keys: keys,
            issuer: "https://id.example",
            audience: "https://id.example",
            revocations: revocations
        )
    }

    /// How many transactions the database has seen.
    var transactions: Int { database.commitFigures.transactions }

    var codec: RefreshTokenCodec { RefreshTokenCodec(masterKey) }

    /// Signs Ada up.
    func signUpAda(from client: ClientContext = Fixture.phone) async throws -> SignIn {
        try await signUp.signUp(
            NewAccount(email: "ada@example.org", username: "ada", name: "Ada", password: Self.password),
            from: client
        )
    }

    func logIn(
        _ name: String = "ada@example.org",
        password: String = Fixture.password,
        from client: ClientContext = Fixture.phone
    ) async throws -> SignIn {
        try await login.logIn(name, password: password, from: client)
    }

    func session(_ id: UUIDv7) async throws -> Session? {
        try await storage.read { try $0.sessions.session(id) }
    }

    /// The kinds of everything that was audited, in order.
    func audited() async throws -> [AuditEvent.Kind] {
        try await storage.read { tx in try tx.audit.events(after: 0, limit: 10_000).map(\.event.kind) }
    }

    /// What the verifier says about an access token now; `nil` when it is good.
    func refusal(of signIn: SignIn) -> TokenError.Code? {
        do {
            _ = try verifier.verify(signIn.accessToken.token, at: clock.now)
            return nil
        } catch {
            return error.code
        }
    }

    /// The token as a process without the revocations would see it.
    func verifierWithoutRevocations(_ token: String) throws -> AccessToken {
        try TokenVerifier(keys: keys, issuer: "https://id.example", audience: "https://id.example")
            .verify(token, at: Fixture.start)
    }
}
