public import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// The auth API and the browser pages as an application of their own.
public enum StandaloneServer {
    /// Puts the application together.
    ///
    /// - Parameters:
    ///   - auth: the API.
    ///   - services: what runs beside it, for example what sends mails.
    ///   - logger: where the server logs.
    ///   - onListening: told the port once the server accepts connections.
    /// - Returns: the application, ready to run.
    /// - Throws: ``ConfigurationError`` when the logo of the pages cannot be used, the parser's error when an embedded
    ///   template is broken.
    public static func application(
        _ auth: AuthServer,
        services: [any Service] = [],
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> some ApplicationProtocol {
        var application = try answering(auth, logger: logger, onListening: onListening)
        application.addServices(auth)
        for service in services { application.addServices(service) }
        return application
    }

    /// The application without anything that goes on in the background, for tests that take those steps themselves.
    static func answering(
        _ auth: AuthServer,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> Application<UnheardOfMethods<RouterResponder<LatchkeyRequestContext>>> {
        let configuration = auth.services.configuration
        let router = Router(context: LatchkeyRequestContext.self, options: [.autoGenerateHeadEndpoints])
        if !configuration.trustedProxies.isEmpty {
            router.add(middleware: TrustedProxies(blocks: configuration.trustedProxies))
        }
        router.add(middleware: ErrorResponses())
        let pages = try Pages(services: auth.services)
        router.add(middleware: UnknownPages(pages: pages))
        router.addRoutes(auth.routes(context: LatchkeyRequestContext.self))
        pages.addRoutes(to: router)
        return Application(
            responder: UnheardOfMethods(responder: router.buildResponder()),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [RequestHeadRules.Installer(), SlowClientDeadline()]
                )
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: 1024
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port)
            },
            logger: logger
        )
    }
}
