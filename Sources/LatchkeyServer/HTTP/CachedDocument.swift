import Crypto
import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import NIOCore

/// A public document that caches may keep for a while, with an `ETag` of its content.
struct CachedDocument: Sendable {
    let body: String
    let contentType: String
    /// Seconds.
    let maxAge: Int

    /// The document, or 304 for whoever has it already.
    func response(to request: Request) -> Response {
        let digest = Base64URL.encode(Array(SHA256.hash(data: Array(body.utf8)).prefix(16)))
        let tag = "\"\(digest)\""
        let headers: HTTPFields = [
            .contentType: contentType,
            .cacheControl: "public, max-age=\(maxAge)",
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
