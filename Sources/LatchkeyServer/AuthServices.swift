public import LatchkeyAccounts
public import LatchkeyOAuth
public import LatchkeyTokens

/// Every part of a running Latchkey, put together once.
///
/// The endpoints, the pages and the command line take what they need from here and make nothing of their own.
///
/// ```swift
/// let services = try await AuthServices.open(configuration: configuration, storage: storage, masterKey: masterKey)
/// let signIn = try await services.login.logIn("ada@example.org", password: password, from: client)
/// ```
public struct AuthServices: Sendable {
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
    /// What happened in the last hour.
    let figures = LiveFigures()
    /// The secret that the browser forms' anti-forgery tokens are made with.
    let formKey: [UInt8]

    /// Opens everything over a database.
    ///
    /// - Parameters:
    ///   - configuration: what was configured.
    ///   - storage: the database, migrated.
    ///   - masterKey: the master key that belongs to it.
    ///   - claims: what access tokens say besides, in an application that mounts the API.
    /// - Returns: everything, ready to work.
    /// - Throws: ``KeyRingError`` under a foreign master key, and the storage's errors.
    public static func open(
        configuration: ServerConfiguration,
        storage: any OAuthStorage,
        masterKey: MasterKey,
        claims: TokenClaims? = nil
    ) async throws -> AuthServices {
        // There may be many, and there is other work to do meanwhile.
        let revocations = RevocationList()
        async let haveRevocations: Void = revocations.catchUp(with: storage)
        let keys = try await KeyRing.open(
            storage: storage,
            masterKey: masterKey,
            algorithm: configuration.algorithm,
            tokenLifetime: configuration.accessLifetime + configuration.leeway,
            at: storage.read { $0.now }
        )
        let hasher = PasswordHasher(
            parameters: configuration.argon2,
            queueLimit: configuration.hashQueueLimit
        )
        let policy = try configuration.passwordPolicy()
        let services = AuthServices(
            configuration,
            storage,
            masterKey,
            keys,
            revocations,
            hasher,
            policy,
            claims
        )
        // Before the first event that a new subscriber must not miss.
        try await services.follower.register()
        // Before the first token is judged: what was revoked before this process started is revoked.
        try await haveRevocations
        return services
    }

    private init(
        _ configuration: ServerConfiguration,
        _ storage: any OAuthStorage,
        _ masterKey: MasterKey,
        _ keys: KeyRing,
        _ revocations: RevocationList,
        _ hasher: PasswordHasher,
        _ policy: PasswordPolicy,
        _ claims: TokenClaims?
    ) {
        self.configuration = configuration
        self.storage = storage
        self.keys = keys
        self.revocations = revocations
        self.hasher = hasher
        formKey = masterKey.derive(.formToken)
        verifier = Self.verifier(configuration, keys, revocations, figures)
        ending = SessionEnding(storage: storage, revocations: revocations)
        sessions = Self.sessions(configuration, storage, masterKey, (keys, figures), ending, claims)
        mail = MailQueue(masterKey: masterKey)
        let mails = Self.mails(configuration, mail)
        signUp = SignUp(
            storage: storage,
            hasher: hasher,
            policy: policy,
            sessions: sessions,
            mails: configuration.signUpVerifiesEmail ? mails : nil,
            hourlyLimit: configuration.signUpsPerHour,
            hourlyLimitFromLoopback: configuration.signUpsPerHourFromLoopback
        )
        gate = Self.gate(configuration, storage, masterKey, sessions)
        let limits = LoginLimits(
            masterKey: masterKey,
            failuresPerMinute: configuration.loginFailuresPerMinute
        )
        login = Login(storage: storage, hasher: hasher, gate: gate, limits: limits)
        oauth = Self.oauth(configuration, storage, (keys, revocations), (sessions, ending, login, gate))
        secondFactor = SecondFactorLogin(storage: storage, gate: gate, masterKey: masterKey, limits: limits)
        ownAccount = OwnAccount(configuration, storage, masterKey, hasher, policy, (sessions, ending), limits)
        accounts = Accounts(storage: storage, hasher: hasher, policy: policy, ending: ending)
        administration = AccountAdministration(
            storage: storage,
            hasher: hasher,
            policy: policy,
            ending: ending
        )
        sealer = AuditSealer(storage: storage, masterKey: masterKey)
        oneTime = OneTimeFlows(storage, masterKey, mails, hasher, policy, gate, ending)
        follower = AuditFollower(storage: storage, subscribers: Self.subscribers(configuration, mail))
    }

    private static func gate(
        _ configuration: ServerConfiguration,
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        _ sessions: Sessions
    ) -> SignInGate {
        SignInGate(
            storage: storage,
            sessions: sessions,
            masterKey: masterKey,
            onePerDevice: configuration.onePerDevice
        )
    }

    private static func mails(_ configuration: ServerConfiguration, _ queue: MailQueue) -> OneTimeMails {
        OneTimeMails(queue: queue, linkBase: configuration.issuer, limits: configuration.mailLimits)
    }

    /// Everybody who acts on what the audit log records.
    private static func subscribers(
        _ configuration: ServerConfiguration,
        _ mail: MailQueue
    ) -> [any AuditSubscriber] {
        let receivers = configuration.webhookEndpoints.map {
            WebhookSubscriber.Receiver(endpoint: $0.url, types: $0.types)
        }
        let webhooks: [any AuditSubscriber] =
            receivers.isEmpty ? [] : [WebhookSubscriber(receivers: receivers)]
        return [MailNotices(queue: mail, language: configuration.mail.language)] + webhooks
    }

    private static func sessions(
        _ configuration: ServerConfiguration,
        _ storage: any AccountStorage,
        _ masterKey: MasterKey,
        _ state: (keys: KeyRing, figures: LiveFigures),
        _ ending: SessionEnding,
        _ claims: TokenClaims?
    ) -> Sessions {
        var policy = configuration.sessionPolicy
        policy.accessLeeway = configuration.leeway
        return Sessions(
            storage: storage,
            issuer: issuer(configuration, state.keys),
            masterKey: masterKey,
            ending: ending,
            policy: policy,
            claims: claims,
            metrics: state.figures.metrics
        )
    }

    private static func oauth(
        _ configuration: ServerConfiguration,
        _ storage: any OAuthStorage,
        _ state: (keys: KeyRing, revocations: RevocationList),
        _ parts: (sessions: Sessions, ending: SessionEnding, login: Login, gate: SignInGate)
    ) -> AuthorizationServer {
        AuthorizationServer(
            AuthorizationServer.Parts(
                storage: storage,
                issuer: issuer(configuration, state.keys),
                keys: state.keys,
                algorithms: configuration.tokenAlgorithms,
                revocations: state.revocations,
                sessions: parts.sessions,
                ending: parts.ending,
                login: parts.login,
                gate: parts.gate
            ),
            settings: configuration.oauthSettings
        )
    }

    private static func verifier(
        _ configuration: ServerConfiguration,
        _ keys: KeyRing,
        _ revocations: RevocationList,
        _ figures: LiveFigures
    ) -> TokenVerifier {
        TokenVerifier(
            keys: keys,
            algorithms: configuration.tokenAlgorithms,
            issuer: configuration.issuer,
            audience: configuration.audience[0],
            leeway: configuration.leeway,
            revocations: revocations,
            metrics: figures.metrics
        )
    }

    private static func issuer(_ configuration: ServerConfiguration, _ keys: KeyRing) -> TokenIssuer {
        TokenIssuer(
            keys: keys,
            issuer: configuration.issuer,
            audience: configuration.audience,
            lifetime: configuration.accessLifetime
        )
    }
}

extension AuthServices: CustomStringConvertible {
    /// The name alone: keys are among the parts.
    public var description: String { "AuthServices" }
}
