import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import NIOCore

/// `GET /openapi.json`: the API in the words of OpenAPI 3.1.
struct OpenAPIEndpoint: Sendable {
    let document: OpenAPIDocument

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.get("openapi.json") { _, _ in try handle() }
        router.refuseOtherMethods("openapi.json", than: [.get])
    }

    private func handle() throws -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json", .cacheControl: "public, max-age=300"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: try document.json().json()))
        )
    }
}
