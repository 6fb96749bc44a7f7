import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import Logging

/// Tells whether the process answers (`GET /health/live`), and whether it should be sent requests
/// (`GET /health/ready`).
struct HealthEndpoint: Sendable {
    let readiness: Readiness

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("health/live") { _, _ in try Response.json([("status", .string("ok"))]) }
        router.get("health/ready") { _, context in
            let faults = await readiness.faults()
            guard !faults.isEmpty else { return try await Self.ready(readiness.shortcomings()) }
            let parts = faults.map(\.part)
            var metadata: Logger.Metadata = ["parts": "\(parts.joined(separator: ","))"]
            if let cause = faults.compactMap(\.cause).first { metadata["error"] = "\(cause)" }
            context.logger.warning("not ready", metadata: metadata)
            throw try Self.problem(faults, parts)
        }
        router.refuseOtherMethods("health/live", than: [.get])
        router.refuseOtherMethods("health/ready", than: [.get])
    }

    /// Ready, and what of it does not work nevertheless.
    private static func ready(_ shortcomings: [Readiness.Fault]) throws -> Response {
        guard !shortcomings.isEmpty else { return try Response.json([("status", .string("ok"))]) }
        return try Response.json([
            ("status", .string("degraded")), ("degraded", .array(shortcomings.map { .string($0.part) })),
        ])
    }

    private static func problem(_ faults: [Readiness.Fault], _ parts: [String]) throws -> Problem {
        Problem(
            .unavailable,
            detail: faults.map(\.sentence).joined(separator: " "),
            retryAfter: faults.map(\.retryAfter).min(),
            extensions: try JSONObject(members: [("failing", .array(parts.map { .string($0) }))])
        )
    }
}
