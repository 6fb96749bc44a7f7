import HTTPTypes
import Hummingbird
import NIOCore

/// Finds the client behind the proxies that were configured as trustworthy.
///
/// `X-Forwarded-For` is read from the right, where the nearest proxy writes, and only as long as the one who wrote is
/// trusted: whatever a client puts in front of it changes nothing. What is no address in numbers ends the walk.
struct TrustedProxies: RouterMiddleware {
    let blocks: [AddressBlock]

    func handle(
        _ request: Request,
        context: LatchkeyRequestContext,
        next: (Request, LatchkeyRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let peer = context.remoteAddress?.ipAddress else { return try await next(request, context) }
        let client = client(behind: peer, in: request.headers)
        guard client != peer, let address = try? SocketAddress(ipAddress: client, port: 0) else {
            return try await next(request, context)
        }
        var context = context
        context.remoteAddress = address
        return try await next(request, context)
    }

    /// The address nearest to this server that no trusted proxy has.
    func client(behind peer: String, in headers: HTTPFields) -> String {
        let forwarded = headers.values(of: "X-Forwarded-For").flatMap { $0.split(separator: ",") }
        var client = peer
        for element in forwarded.reversed() {
            guard isTrusted(client), let address = Self.address(in: element) else { break }
            client = address
        }
        return client
    }

    private func isTrusted(_ address: String) -> Bool { blocks.contains { $0.contains(address) } }

    /// An address without white space, brackets and port, as different proxies write it.
    private static func address(in element: Substring) -> String? {
        let text = String(element).trimmedName
        var address = text[...]
        if text.hasPrefix("[") {
            address = text.dropFirst().prefix { $0 != "]" }
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 {
            address = text.prefix { $0 != ":" }
        }
        return AddressBlock(String(address)).map { _ in String(address) }
    }
}
