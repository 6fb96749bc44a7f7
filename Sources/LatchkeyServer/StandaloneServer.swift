public import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle
import Tracing

/// The auth API and the browser pages as an application of their own.
public enum StandaloneServer {
    /// Puts the application together.
    ///
    /// - Parameters:
    ///   - auth: the API.
    ///   - services: what runs beside it, for example what sends mails.
    ///   - certificate: what to speak TLS with; nothing for plain HTTP.
    ///   - logger: where the server logs.
    ///   - onListening: told the port once the server accepts connections.
    /// - Returns: the application, ready to run.
    /// - Throws: ``ConfigurationError`` when the logo of the pages cannot be used.
    public static func application(
        _ auth: AuthServer,
        services: [any Service] = [],
        certificate: ServerCertificate? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> some ApplicationProtocol {
        var application = try answering(
            auth,
            certificate: certificate,
            logger: logger,
            onListening: onListening
        )
        application.addServices(auth)
        if let address = auth.services.configuration.operation.metricsAddress {
            application.addServices(MetricsListener.application(auth.services, at: address, logger: logger))
        }
        for service in services { application.addServices(service) }
        return application
    }

    /// The application without anything that goes on in the background, for tests that take those steps themselves.
    static func answering(
        _ auth: AuthServer,
        certificate: ServerCertificate? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> Application<UnheardOfMethods<RouterResponder<LatchkeyRequestContext>>> {
        let configuration = auth.services.configuration
        let router = Router(context: LatchkeyRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(
            middleware: RequestObserver(
                metrics: RequestMetrics(factory: auth.services.figures.metrics),
                isTracing: !(InstrumentationSystem.tracer is NoOpTracer)
            )
        )
        if configuration.issuer.hasPrefix("https://") {
            let seconds = Int(configuration.operation.strictTransportSecurity)
            router.add(middleware: StrictTransportSecurity(seconds: seconds))
        }
        if !configuration.trustedProxies.isEmpty {
            router.add(middleware: TrustedProxies(blocks: configuration.trustedProxies))
        }
        router.add(middleware: ErrorResponses())
        let pages = try Pages(services: auth.services)
        router.add(middleware: UnknownPages(pages: pages))
        MetricsEndpoint(
            services: auth.services,
            access: MetricsEndpoint.access(besideTheAPI: configuration)
        ).addRoutes(to: router)
        router.addRoutes(auth.routes(context: LatchkeyRequestContext.self))
        pages.addRoutes(to: router)
        return Application(
            responder: UnheardOfMethods(responder: router.buildResponder()),
            server: .latchkey(certificate),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: 1024
            ),
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? configuration.port)
                // Neither the start waits for the templates to be read, nor whoever asks for the first page.
                Task { _ = PageRenderer.library }
            },
            logger: logger
        )
    }
}
