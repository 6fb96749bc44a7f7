public import Hummingbird
import LatchkeyAccounts
public import LatchkeyHummingbird
import LatchkeyOAuth
import LatchkeyTokens
public import Logging
public import ServiceLifecycle

/// The whole auth API, to run alone or to mount in an application of one's own.
///
/// ```swift
/// let auth = try await AuthServer(services: services, logger: logger)
/// router.addRoutes(auth.routes(context: AppContext.self), atPath: "auth")
/// var app = Application(router: router)
/// app.addServices(auth)          // follows other processes, rotates keys, sweeps expired rows
/// ```
///
/// Both belong together: without the service nobody follows revocations, and after `revocation.maxStaleness` every token
/// is answered 503. The log says so, as an error that names the missing line, a second after the first request.
public struct AuthServer: Service {
    /// Every part of it.
    public let services: AuthServices
    private let logger: Logger

    /// Wraps the services.
    public init(services: AuthServices, logger: Logger) {
        self.services = services
        self.logger = logger
    }

    /// The routes of the API.
    ///
    /// - Parameter context: the application's own context; with the peer's address in it
    ///   (`RemoteAddressRequestContext`) the limits count by address.
    /// - Returns: the routes, to be added to a router at any path.
    public func routes<Context: TokenRequestContext>(context: Context.Type) -> RouteCollection<Context> {
        let routes = RouteCollection(context: context)
        let cookie = RefreshCookie(services.configuration)
        routes.add(
            middleware: FollowingNotice(
                watch: services.following,
                freshness: services.revocations.freshness,
                logger: logger
            )
        )
        routes.add(middleware: CrossOrigin(origins: services.configuration.corsOrigins))
        routes.add(middleware: ErrorResponses())
        let configuration = services.configuration
        let oneTime = OneTimeEndpoints(flows: services.oneTime, cookie: cookie, configuration: configuration)
        SignUpEndpoint(signUp: services.signUp, cookie: cookie, configuration: configuration)
            .addRoutes(to: routes)
        LoginEndpoint(login: services.login, cookie: cookie).addRoutes(to: routes)
        SecondFactorEndpoint(secondFactor: services.secondFactor, cookie: cookie).addRoutes(to: routes)
        RefreshEndpoint(sessions: services.sessions, cookie: cookie).addRoutes(to: routes)
        LogoutEndpoint(services: services, cookie: cookie).addRoutes(to: routes)
        TokenCheckEndpoint(verifier: services.verifier).addRoutes(to: routes)
        oneTime.addOpenRoutes(to: routes)
        JWKSEndpoint(keys: services.keys).addRoutes(to: routes)
        RevocationSnapshotEndpoint(
            feed: services.feed,
            readers: configuration.revocation.snapshotReaders,
            authenticator: services.oauth.authenticator
        ).addRoutes(to: routes)
        StatusListEndpoint(publisher: services.statusLists).addRoutes(to: routes)
        addOAuth(to: routes)
        HealthEndpoint(readiness: services.readiness).addRoutes(to: routes)
        OpenAPIEndpoint(document: OpenAPIDocument(issuer: services.configuration.issuer)).addRoutes(
            to: routes
        )
        // Everything after this line knows who asks.
        routes.add(middleware: TokenAuthenticator(services.verifier))
        MeEndpoint(accounts: services.accounts, cookie: cookie).addRoutes(to: routes)
        MyPasswordEndpoint(passwordChange: services.ownAccount.passwordChange, cookie: cookie).addRoutes(
            to: routes
        )
        ReauthenticateEndpoint(reauthentication: services.ownAccount.reauthentication, cookie: cookie)
            .addRoutes(to: routes)
        MyFactorsEndpoint(factors: services.ownAccount.factors).addRoutes(to: routes)
        MyExportEndpoint(export: services.ownAccount.personalData).addRoutes(to: routes)
        MySessionsEndpoint(sessions: services.sessions, ending: services.ending).addRoutes(to: routes)
        ClientsEndpoint(clients: services.oauth.clients).addRoutes(to: routes)
        oneTime.addRoutes(to: routes)
        addAdministration(to: routes)
        return routes
    }

    private func addAdministration<Context: TokenRequestContext>(to routes: RouteCollection<Context>) {
        AccountsEndpoint(
            accounts: services.accounts,
            administration: services.administration,
            personalData: services.ownAccount.personalData,
            sessions: services.sessions,
            ending: services.ending
        ).addRoutes(to: routes)
        KeysEndpoint(keys: services.keys, rotation: services.keyRotation).addRoutes(to: routes)
        AuditEndpoint(storage: services.storage).addRoutes(to: routes)
    }

    private func addOAuth<Context: TokenRequestContext>(to routes: RouteCollection<Context>) {
        TokenEndpoint(exchange: services.oauth.exchange).addRoutes(to: routes)
        IntrospectionEndpoint(introspection: services.oauth.introspection).addRoutes(to: routes)
        RevocationEndpoint(revocation: services.oauth.revocation).addRoutes(to: routes)
        MetadataEndpoint(metadata: services.oauth.metadata).addRoutes(to: routes)
    }

    /// Runs what goes on in the background until the service group shuts down.
    public func run() async throws {
        services.following.begin()
        let logger = logger
        let masterKey = MasterKeyFollower(
            storage: services.storage,
            masterKey: services.masterKey,
            find: services.masterKeySource,
            logger: logger
        )
        let follower = TokenStateFollower(
            storage: services.storage,
            revocations: services.revocations,
            keys: services.keys,
            prepare: { await masterKey.settle() },
            failed: { logger.error("cannot follow other processes", metadata: ["error": "\($0)"]) }
        )
        let maintenance = Maintenance(
            storage: services.storage,
            keys: services.keys,
            rotation: services.keyRotation,
            logger: logger
        )
        let webhooks = WebhookService(
            storage: services.storage,
            receivers: services.configuration.webhookReceivers,
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follower.run() }
            group.addTask { try await maintenance.run() }
            group.addTask { try await webhooks.run() }
            group.addTask { [services] in
                await cancelWhenGracefulShutdown { await Self.runRecords(services, logger) }
            }
            try await group.waitForAll()
        }
    }

    /// Counts, seals and hands on what happens.
    private static func runRecords(_ services: AuthServices, _ logger: Logger) async {
        async let counting: Void = services.figures.follow(services.storage, services.hasher) { error in
            logger.error("figures cannot be counted", metadata: ["error": "\(error)"])
        }
        async let sealing: Void = services.sealer.run { error in
            logger.error("the audit log is not sealed", metadata: ["error": "\(error)"])
        }
        await services.follower.run { subscriber, error in
            logger.error(
                "a subscriber of the audit log failed and is tried again",
                metadata: ["subscriber": "\(subscriber)", "error": "\(error)"]
            )
        }
        _ = await (counting, sealing)
    }
}

extension AuthServer: CustomStringConvertible {
    /// The name alone: a log says which services start and end, and what they consist of are keys, too.
    public var description: String { "AuthServer" }
}
