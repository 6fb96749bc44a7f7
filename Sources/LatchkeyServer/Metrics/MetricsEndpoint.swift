import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import NIOCore

/// Tells the figures to Prometheus (`GET /metrics`).
///
/// Who may read them is decided by where they stand: a listener of their own is open to whoever reaches it; beside the
/// API they are for whoever presents `metrics.token`, and without one for nobody, except on a machine of one's own,
/// where issuer and listener are plain http on loopback. A request from loopback alone proves nothing: a proxy on the
/// same machine sends every stranger's.
struct MetricsEndpoint: Sendable {
    /// Who may read.
    enum Access: Sendable, Equatable {
        /// Whoever asks.
        case everybody
        /// Whoever asks for this machine by a name of its own; a page of another host whose name was made to lead here
        /// does not.
        case ownMachine
        /// Whoever presents this.
        case bearer(String)
        /// Nobody; the route looks as if it were not there.
        case nobody
    }

    let services: AuthServices
    let access: Access

    /// Who may read beside the API.
    static func access(besideTheAPI configuration: ServerConfiguration) -> Access {
        if let token = configuration.operation.metricsToken { return .bearer(token) }
        // The same condition as for cookies that need no https: nobody else can reach it.
        return configuration.allowsInsecureCookies && configuration.operation.metricsAddress == nil
            ? .ownMachine : .nobody
    }

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        guard access != .nobody else { return }
        router.get("metrics") { request, _ in
            try check(request)
            let now = Date()
            let text = PrometheusText.write(
                services.figures.registry.families()
                    + (await ServerReadings(services: services).families(at: now))
                    + ProcessReadings.families()
            )
            return Response(
                status: .ok,
                headers: [.contentType: PrometheusText.mediaType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text))
            )
        }
        router.refuseOtherMethods("metrics", than: [.get])
    }

    private func check(_ request: Request) throws {
        switch access {
        case .everybody, .nobody: return
        case .ownMachine:
            guard Self.isOwnMachine(request.head.authority) else { throw Problem(.notFound) }
        case .bearer(let token): try check(request, for: token)
        }
    }

    /// Whether host and port that were asked for are this machine's by any name.
    static func isOwnMachine(_ authority: String?) -> Bool {
        guard let authority else { return false }
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else {
            return LoopbackHost.contains(authority)
        }
        return LoopbackHost.contains(String(authority[..<colon]))
    }

    private func check(_ request: Request, for token: String) throws {
        guard let header = request.headers[.authorization] else { throw Problem(.tokenMissing) }
        let presented = Array(header.utf8.drop { $0 != UInt8(ascii: " ") }.dropFirst())
        guard header.lowercased().hasPrefix("bearer "), Self.isSame(presented, Array(token.utf8)) else {
            throw Problem(.tokenInvalid)
        }
    }

    /// Compares in a time that tells nothing of where two texts differ.
    private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
