import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import LatchkeyHummingbird

@Suite("The origin that forms must come from")
struct RequestOriginTests {
    private func request(_ origin: String, host: String = "id.example") -> Request {
        let head = HTTPRequest(
            method: .post,
            scheme: "https",
            authority: host,
            path: "/login",
            headerFields: [.origin: origin]
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(
        "is the issuer's, as browsers write it",
        arguments: [
            ("https://id.example", "https://id.example", true),
            ("https://ID.example/auth/", "https://id.example", true),
            ("https://id.example:443", "https://id.example", true),
            ("https://id.example:8443", "https://id.example", false),
            ("https://id.example:8443", "https://id.example:8443", true),
            ("https://id.example", "http://id.example", false),
            ("https://id.example", "https://evil.id.example", false),
            ("https://id.example", "https://id.example.evil", false),
            ("https://id.example", "https://id.example/", false),
        ]
    )
    func issuer(issuer: String, origin: String, allowed: Bool) {
        #expect(
            RequestOrigin(issuer: issuer, acceptsAnyLoopbackName: false).allows(request(origin)) == allowed
        )
    }

    @Test("is any loopback name over plain http on loopback, if the request was sent to it")
    func loopback() {
        let own = RequestOrigin(issuer: "http://127.0.0.1:8080", acceptsAnyLoopbackName: true)
        #expect(own.allows(request("http://localhost:8080", host: "localhost:8080")))
        #expect(own.allows(request("http://[::1]:8080", host: "[::1]:8080")))
        #expect(!own.allows(request("http://localhost:9000", host: "localhost:8080")))
        #expect(!own.allows(request("http://evil.example:8080", host: "evil.example:8080")))
        let strict = RequestOrigin(issuer: "http://127.0.0.1:8080", acceptsAnyLoopbackName: false)
        #expect(!strict.allows(request("http://localhost:8080", host: "localhost:8080")))
    }

    @Test("is not proved by two Origin fields")
    func twoFields() throws {
        var head = request("https://id.example").head
        head.headerFields.append(HTTPField(name: .origin, value: "https://id.example"))
        let twice = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        #expect(!RequestOrigin(issuer: "https://id.example", acceptsAnyLoopbackName: false).allows(twice))
    }
}
