import Crypto
import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore

/// `GET /.well-known/jwks.json`: the public keys (RFC 7517 §5), with `Cache-Control` and `ETag`.
struct JWKSEndpoint: Sendable {
    let keys: KeyRing

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get(".well-known/jwks.json") { request, _ in handle(request) }
        router.refuseOtherMethods(".well-known/jwks.json", than: [.get])
    }

    private func handle(_ request: Request) -> Response {
        let body = keys.published.json()
        let digest = Base64URL.encode(Array(SHA256.hash(data: Array(body.utf8)).prefix(16)))
        let tag = "\"\(digest)\""
        let headers: HTTPFields = [
            .contentType: "application/jwk-set+json",
            .cacheControl: "public, max-age=\(Int(KeyRing.publicationLead))",
            .eTag: tag,
        ]
        if Self.matches(request, tag) { return Response(status: .notModified, headers: headers) }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body))
        )
    }

    /// Whether `If-None-Match` names the tag: a list, compared weakly, or any (RFC 9110 §13.1.2).
    private static func matches(_ request: Request, _ tag: String) -> Bool {
        request.headers.values(of: "If-None-Match").flatMap { $0.split(separator: ",") }.contains { item in
            let item = item.trimmingPrefix { $0 == " " }
            return item == "*" || item == tag || item == "W/\(tag)"
        }
    }
}
