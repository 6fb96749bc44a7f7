public import LatchkeyAccounts
public import LatchkeyJOSE
public import LatchkeyTokens

/// The OAuth side of a running server, put together once.
public struct AuthorizationServer: Sendable {
    /// What it is put together from.
    public struct Parts: Sendable {
        /// The database.
        public let storage: any OAuthStorage
        /// What signs access tokens.
        public let issuer: TokenIssuer
        /// The issuer's own keys.
        public let keys: any KeySource
        /// The algorithms of those keys.
        public let algorithms: Set<SignatureAlgorithm>
        /// The revocations that still matter.
        public let revocations: RevocationList
        /// What refreshes sessions.
        public let sessions: Sessions
        /// What ends them.
        public let ending: SessionEnding
        /// Login by name and password.
        public let login: Login
        /// The one way from a proof of identity to a session.
        public let gate: SignInGate
        /// The counts of all nodes; `nil` for this process alone.
        public let shared: SharedLimits?
        /// Where access tokens stand in status lists; `nil` for tokens that name none.
        public let places: StatusPlaces?

        /// Collects the parts.
        public init(
            storage: any OAuthStorage,
            issuer: TokenIssuer,
            keys: any KeySource,
            algorithms: Set<SignatureAlgorithm>,
            revocations: RevocationList,
            sessions: Sessions,
            ending: SessionEnding,
            login: Login,
            gate: SignInGate,
            shared: SharedLimits? = nil,
            places: StatusPlaces? = nil
        ) {
            self.storage = storage
            self.issuer = issuer
            self.keys = keys
            self.algorithms = algorithms
            self.revocations = revocations
            self.sessions = sessions
            self.ending = ending
            self.login = login
            self.gate = gate
            self.shared = shared
            self.places = places
        }
    }

    /// The registered clients, on behalf of whoever runs the server.
    public let clients: Clients
    /// What finds out which client asks.
    public let authenticator: ClientAuthenticator
    /// `POST /oauth/token`.
    public let exchange: TokenExchange
    /// `POST /oauth/introspect`.
    public let introspection: TokenIntrospection
    /// `POST /oauth/revoke`.
    public let revocation: TokenRevocation
    /// `GET /.well-known/oauth-authorization-server`.
    public let metadata: ServerMetadata

    /// Puts everything together.
    ///
    /// - Parameters:
    ///   - parts: what it is put together from.
    ///   - settings: what was configured.
    public init(_ parts: Parts, settings: OAuthSettings) {
        let tokenLife = parts.issuer.lifetime + settings.leeway
        clients = Clients(storage: parts.storage, ending: parts.ending, tokenLife: tokenLife)
        let authenticator = ClientAuthenticator(
            storage: parts.storage,
            issuer: settings.issuer,
            tokenEndpoint: ServerMetadata.tokenEndpoint(of: settings.issuer),
            failuresPerMinute: settings.failuresPerMinute,
            shared: parts.shared
        )
        self.authenticator = authenticator
        exchange = TokenExchange(
            authenticator: authenticator,
            grants: Self.grants(parts, settings),
            issuerAudience: settings.audience
        )
        let verifier = TokenVerifier(
            keys: parts.keys,
            algorithms: parts.algorithms,
            issuer: settings.issuer,
            // Tokens for other services are ours as well.
            expecting: .unchecked,
            leeway: settings.leeway,
            revocations: parts.revocations
        )
        introspection = TokenIntrospection(
            authenticator: authenticator,
            storage: parts.storage,
            sessions: parts.sessions,
            verifier: verifier,
            issuer: settings.issuer,
            issuerAudience: settings.audience
        )
        revocation = TokenRevocation(
            authenticator: authenticator,
            storage: parts.storage,
            sessions: parts.sessions,
            ending: parts.ending,
            verifier: verifier,
            places: parts.places,
            leeway: settings.leeway
        )
        metadata = ServerMetadata(
            issuer: settings.issuer,
            grants: exchange.enabledGrants,
            statusLists: parts.places?.address
        )
    }

    private static func grants(_ parts: Parts, _ settings: OAuthSettings) -> [any Grant] {
        settings.grants.compactMap { type -> (any Grant)? in
            switch type {
            case .password: PasswordGrant(login: parts.login)
            case .refreshToken: RefreshTokenGrant(sessions: parts.sessions)
            case .clientCredentials:
                ClientCredentialsGrant(
                    storage: parts.storage,
                    issuer: parts.issuer,
                    places: parts.places
                )
            case .weChatMiniProgram:
                settings.weChat.map { weChat in
                    WeChatGrant(
                        storage: parts.storage,
                        gate: parts.gate,
                        configuration: weChat,
                        failuresPerMinute: settings.failuresPerMinute,
                        shared: parts.shared
                    )
                }
            }
        }
    }
}
