import Foundation
import Hummingbird
import LatchkeyJOSE
import LatchkeyOAuth

/// `GET /.well-known/oauth-authorization-server`: what a client has to know of this server (RFC 8414 §3).
///
/// An issuer with a path has the document below that path as well, as §3.1 puts it together.
struct MetadataEndpoint: Sendable {
    private static let path = ".well-known/oauth-authorization-server"
    /// Seconds that the document may be kept.
    private static let maxAge = 300

    let metadata: ServerMetadata

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        for path in [Self.path] + (issuerPath.map { [Self.path + $0] } ?? []) {
            router.get(RouterPath(path)) { request, _ in
                CachedDocument(
                    body: try JSONObject(members: metadata.members).json(),
                    contentType: "application/json",
                    maxAge: Self.maxAge
                ).response(to: request)
            }
            router.refuseOtherMethods(RouterPath(path), than: [.get])
        }
    }

    /// The path of the issuer, if it has one that a router takes as it is.
    private var issuerPath: String? {
        guard let path = URLComponents(string: metadata.issuer)?.path, path.count > 1,
            path.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "/-._~".utf8.contains(byte)
            })
        else { return nil }
        return path
    }
}
