import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import Logging

/// Tells whether the process answers (`GET /health/live`) and the database does, too (`GET /health/ready`).
struct HealthEndpoint: Sendable {
    let storage: any AccountStorage

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("health/live") { _, _ in try Response.json([("status", .string("ok"))]) }
        router.get("health/ready") { _, context in
            do {
                try await storage.ping()
                return try Response.json([("status", .string("ok"))])
            } catch {
                context.logger.error("the database does not answer", metadata: ["error": "\(error)"])
                throw Problem(.unavailable, retryAfter: 1)
            }
        }
        router.refuseOtherMethods("health/live", than: [.get])
        router.refuseOtherMethods("health/ready", than: [.get])
    }
}
