import Crypto
import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import NIOCore

/// A file that pages, here or elsewhere, load: public, checked by its tag whenever it is asked for again.
struct PageAsset: Sendable {
    let path: String
    let type: String
    let octets: [UInt8]
    /// How long it may be used without asking.
    let lifetime: Int
    /// Whether pages of other origins may load it.
    let isShared: Bool

    /// What makes the pages more comfortable, and the client for front ends with its types.
    static let all = [
        PageAsset(
            path: "assets/pages.js",
            type: "text/javascript; charset=utf-8",
            octets: PackageResources.pages_js,
            lifetime: 300,
            isShared: false
        ),
        PageAsset(
            path: "assets/latchkey.js",
            type: "text/javascript; charset=utf-8",
            octets: PackageResources.latchkey_js,
            lifetime: 300,
            isShared: true
        ),
        PageAsset(
            path: "assets/latchkey.d.ts",
            type: "text/plain; charset=utf-8",
            octets: PackageResources.latchkey_d_ts,
            lifetime: 300,
            isShared: true
        ),
    ]

    func response(to request: Request, headers: HTTPFields) -> Response {
        var headers = headers
        headers[.cacheControl] = "public, max-age=\(lifetime)"
        headers[.eTag] = "\"\(Base64URL.encode(SHA256.hash(data: octets).prefix(12)))\""
        // A module is fetched under the rules of CORS even where it is public.
        if isShared {
            headers[.accessControlAllowOrigin] = "*"
            headers[Self.resourcePolicy] = "cross-origin"
        }
        if let known = request.headers[.ifNoneMatch], known == headers[.eTag] {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = type
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
    }

    private static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy") ?? .vary
}
