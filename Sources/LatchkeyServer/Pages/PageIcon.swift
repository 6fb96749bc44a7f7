import Crypto
import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import NIOCore

extension Pages {
    /// The icon of the browser's tab: public, cached for a day, and checked by its tag afterwards.
    @Sendable func icon(_ request: Request, _ context: some RequestContext) -> Response {
        let octets = PackageResources.latchkey_svg
        var headers = renderer.headers
        headers[.cacheControl] = "public, max-age=86400"
        headers[.eTag] = "\"\(Base64URL.encode(SHA256.hash(data: octets).prefix(12)))\""
        if let known = request.headers[.ifNoneMatch], known == headers[.eTag] {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "image/svg+xml"
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
    }
}
