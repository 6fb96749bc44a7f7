import CoreMetrics
public import LatchkeyAccounts
public import LatchkeyOAuth
public import LatchkeyTokens

/// Every part of a running Latchkey, put together once.
///
/// The endpoints, the pages and the command line take what they need from here and make nothing of their own. A class: every
/// route holds on to it, and there are hundreds.
///
/// ```swift
/// let services = try await AuthServices.open(configuration: configuration, storage: storage, masterKey: masterKey)
/// let signIn = try await services.login.logIn("ada@example.org", password: password, from: client)
/// ```
public final class AuthServices: Sendable {
    /// Finds the master key that a database was given beside this process; throws where there is none.
    public typealias MasterKeySource = @Sendable (MasterKeyBinding) throws -> MasterKey

    /// What was configured.
    public let configuration: ServerConfiguration
    /// The database.
    public let storage: any OAuthStorage
    /// The signing keys.
    public let keys: KeyRing
    /// The revocations that still matter.
    public let revocations: RevocationList
    /// What verifies access tokens.
    public let verifier: TokenVerifier
    /// What starts, refreshes and resumes sessions.
    public let sessions: Sessions
    /// What ends sessions.
    public let ending: SessionEnding
    /// The one way from a proof of identity to a session.
    public let gate: SignInGate
    /// Sign-up.
    public let signUp: SignUp
    /// Login by name and password.
    public let login: Login
    /// The second step of a login.
    public let secondFactor: SecondFactorLogin
    /// What somebody who is signed in does to the own account.
    public let ownAccount: OwnAccount
    /// Accounts, on behalf of whoever runs the server.
    public let accounts: Accounts
    /// Clients, grants, introspection and revocation.
    public let oauth: AuthorizationServer
    /// The mails that wait to be sent; whoever runs the server sends them with a `MailWorker`.
    public let mail: MailQueue
    /// Everything that works by a one-time token in a mail.
    public let oneTime: OneTimeFlows
    /// What brings the audit log to its subscribers.
    public let follower: AuditFollower
    /// What seals the audit log.
    public let sealer: AuditSealer
    /// Accounts, on behalf of an administrator.
    public let administration: AccountAdministration
    /// How full the hashing pool is.
    public let hasher: PasswordHasher
    /// What limits hold over all nodes; `nil` where each counts by itself.
    public let sharedLimits: SharedLimits?
    /// Whether requests should be sent to this server.
    public let readiness: Readiness
    /// What happened in the last hour.
    let figures: LiveFigures
    /// What tells the revocations to services that have no database.
    let feed: RevocationFeed
    /// What makes the status lists; `nil` where tokens name none.
    let statusLists: StatusListPublisher?
    /// The secret that the browser forms' anti-forgery tokens are made with.
    let formKey: [UInt8]
    /// Whether somebody follows what other processes commit.
    let following = FollowingWatch()
    /// The master key, as the database knows it.
    let masterKey: MasterKey
    /// Where another one is looked for, when the database was given it.
    let masterKeySource: MasterKeySource?

    /// Opens everything over a database.
    ///
    /// - Parameters:
    ///   - configuration: what was configured.
    ///   - storage: the database, migrated.
    ///   - masterKey: the master key that belongs to it.
    ///   - claims: what access tokens say besides, in an application that mounts the API.
    ///   - counters: what nodes count together; `nil` for each by itself.
    ///   - nextMasterKey: finds another master key when the database was given one; without it, the process has to be
    ///     started again then.
    /// - Returns: everything, ready to work.
    /// - Throws: ``MasterKeyMismatch`` or ``KeyRingError`` under a foreign master key, and the storage's errors.
    public static func open(
        configuration: ServerConfiguration,
        storage: any OAuthStorage,
        masterKey: MasterKey,
        claims: TokenClaims? = nil,
        counters: (any AttemptCounters)? = nil,
        nextMasterKey: MasterKeySource? = nil
    ) async throws -> AuthServices {
        try await open(
            configuration: configuration,
            storage: storage,
            masterKey: masterKey,
            claims: claims,
            counters: counters,
            nextMasterKey: nextMasterKey,
            preparing: { $0 }
        )
    }

    /// Opens everything as ``open(configuration:storage:masterKey:claims:counters:nextMasterKey:)`` does, and makes
    /// something of it while the revocations are still being read.
    ///
    /// There may be very many of them. What is made must not judge a token before this returns.
    package static func open<Prepared: Sendable>(
        configuration: ServerConfiguration,
        storage: any OAuthStorage,
        masterKey: MasterKey,
        claims: TokenClaims? = nil,
        counters: (any AttemptCounters)? = nil,
        nextMasterKey: MasterKeySource? = nil,
        preparing prepare: (AuthServices) async throws -> Prepared
    ) async throws -> Prepared {
        let revocations = Self.revocations(configuration.revocation)
        let asked = revocations.freshness?.mark()
        async let haveRevocations: Void = revocations.catchUp(with: storage)
        let masterKey = try await masterKey.bound(by: storage.masterKeyBinding())
        let figures = LiveFigures()
        let keys = try await KeyRing.open(
            storage: storage,
            masterKey: masterKey,
            algorithm: configuration.algorithm,
            tokenLifetime: configuration.accessLifetime + configuration.leeway,
            publicationLead: configuration.keyPublicationLead,
            at: await storage.read { $0.now }
        )
        let hasher = PasswordHasher(
            parameters: configuration.argon2,
            queueLimit: configuration.hashQueueLimit,
            metrics: figures.metrics
        )
        let shared = Self.shared(counters, configuration, masterKey, figures)
        let policy = try configuration.passwordPolicy()
        let services = AuthServices(
            configuration,
            storage,
            (masterKey, nextMasterKey),
            keys,
            revocations,
            (hasher, figures, shared),
            policy,
            claims
        )
        // Before the first event that a new subscriber must not miss.
        try await services.follower.register()
        let prepared = try await prepare(services)
        // Before the first token is judged: what was revoked before this process started is revoked.
        try await haveRevocations
        if let asked { revocations.freshness?.noteComplete(asOf: asked) }
        return prepared
    }

    private init(
        _ configuration: ServerConfiguration,
        _ storage: any OAuthStorage,
        _ master: (key: MasterKey, next: MasterKeySource?),
        _ keys: KeyRing,
        _ revocations: RevocationList,
        _ watched: (hasher: PasswordHasher, figures: LiveFigures, shared: SharedLimits?),
        _ policy: PasswordPolicy,
        _ claims: TokenClaims?
    ) {
        self.configuration = configuration
        self.storage = storage
        let masterKey = master.key
        (self.masterKey, masterKeySource) = master
        self.keys = keys
        self.revocations = revocations
        feed = RevocationFeed(list: revocations, keys: keys, issuer: configuration.issuer)
        let places = Self.places(configuration, masterKey)
        statusLists = Self.statusLists(configuration, storage, places, (keys, revocations))
        let (hasher, shared) = (watched.hasher, watched.shared)
        (self.hasher, figures, sharedLimits) = watched
        readiness = Readiness(storage: storage, keys: keys, masterKey: masterKey, limits: shared)
        formKey = masterKey.derive(.formToken)
        verifier = Self.verifier(configuration, keys, revocations, figures)
        ending = SessionEnding(storage: storage, revocations: revocations)
        sessions = Self.sessions(configuration, storage, masterKey, (keys, figures), ending, (claims, places))
        mail = MailQueue(masterKey: masterKey)
        let mails = Self.mails(configuration, mail, shared)
        signUp = Self.signUp(configuration, storage, (hasher, policy), sessions, mails, shared)
        gate = Self.gate(configuration, storage, masterKey, sessions)
        let perMinute = configuration.loginFailuresPerMinute
        let limits = LoginLimits(masterKey: masterKey, failuresPerMinute: perMinute, shared: shared)
        let metrics = figures.metrics
        login = Login(storage: storage, hasher: hasher, gate: gate, limits: limits, metrics: metrics)
        let state = (keys, revocations, shared)
        oauth = Self.oauth(configuration, storage, state, (sessions, ending, login, gate), places)
        secondFactor = Self.secondFactor(storage, masterKey, gate, limits, metrics)
        ownAccount = OwnAccount(configuration, storage, masterKey, hasher, policy, (sessions, ending), limits)
        accounts = Accounts(storage: storage, hasher: hasher, policy: policy, ending: ending)
        administration = AccountAdministration(
            storage: storage,
            hasher: hasher,
            policy: policy,
            ending: ending
        )
        sealer = AuditSealer(storage: storage, masterKey: masterKey)
        let people = (hasher, policy, gate, ending)
        oneTime = Self.oneTime(storage, masterKey, mails, people, limits, metrics)
        follower = AuditFollower(storage: storage, subscribers: Self.subscribers(configuration, mail))
    }
}

extension AuthServices: CustomStringConvertible {
    /// The name alone: keys are among the parts.
    public var description: String { "AuthServices" }
}
