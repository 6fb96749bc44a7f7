import Hummingbird
import LatchkeyHummingbird
import Logging

/// A listener apart from the API, for whoever watches the server: `/metrics`, `/health/live` and `/health/ready`.
enum MetricsListener {
    static func application(
        _ services: AuthServices,
        at address: ListeningAddress,
        logger: Logger
    ) -> some ApplicationProtocol {
        let router = Router(context: BasicRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: ErrorResponses())
        MetricsEndpoint(services: services, access: .everybody).addRoutes(to: router)
        HealthEndpoint(readiness: services.readiness).addRoutes(to: router)
        return Application(
            responder: router.buildResponder(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [RequestHeadRules.Installer(), SlowClientDeadline()]
                )
            ),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            logger: logger
        )
    }
}
