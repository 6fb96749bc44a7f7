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

    private static func request(_ fields: [(String, String)], authority: String? = "app.example") -> Request {
        var headers = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        let head = HTTPRequest(
            method: .post,
            scheme: "https",
            authority: authority,
            path: "/",
            headerFields: headers
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(
        "is that of the request when none is named, over https or on loopback",
        arguments: [
            ("https://app.example", "app.example", true),
            ("https://app.example:8443", "app.example:8443", true),
            ("http://localhost:8080", "localhost:8080", true), ("http://app.example", "app.example", false),
            ("https://app.example", "app.example.evil", false),
            ("https://evil.example", "app.example", false),
        ]
    )
    func requested(origin: String, authority: String, allowed: Bool) {
        let request = Self.request([("Origin", origin)], authority: authority)
        #expect(RequestOrigin().allows(request) == allowed)
    }

    @Test(
        "is compared as browsers write it",
        arguments: [
            "https://app.example:443", "https://APP.example", "HTTPS://app.example", "https://app.example.",
            "https://user@app.example", "https://app.example/", "https://app.example https://app.example", "",
            "https://app.example\u{301}", "null", "NULL", "app.example", "//app.example", "https://",
        ]
    )
    func variants(origin: String) {
        let named = RequestOrigin(issuer: "https://app.example", acceptsAnyLoopbackName: false)
        for own in [named, RequestOrigin()] {
            #expect(!own.allows(Self.request([("Origin", origin)])))
        }
    }

    @Test(
        "is told by Sec-Fetch-Site first",
        arguments: [
            ("same-origin", nil, "own"), ("same-origin", "https://old.example", "own"),
            ("none", nil, "unknown"),
            ("none", "https://app.example", "own"), ("none", "https://evil.example", "foreign"),
            ("same-site", nil, "foreign"), ("same-site", "https://app.example", "foreign"),
            ("cross-site", "https://app.example", "foreign"), ("cross-site", nil, "foreign"),
            ("same-site", "https://spa.example", "own"), ("cross-site", "https://spa.example", "own"),
            ("cross-site", "https://spa.example.evil", "foreign"), ("", "https://app.example", "foreign"),
            ("Same-Origin", "https://app.example", "foreign"),
            ("same-origin, same-origin", nil, "foreign"), ("\u{1F36A}", nil, "foreign"),
            ("same-origin", "null", "foreign"), (nil, "https://spa.example", "own"), (nil, nil, "unknown"),
        ]
    )
    func fetchSite(site: String?, origin: String?, expected: String) {
        let fields = [("Sec-Fetch-Site", site), ("Origin", origin)].compactMap { name, value in
            value.map { (name, $0) }
        }
        let own = RequestOrigin(
            issuer: "https://app.example",
            trusted: ["https://spa.example"],
            acceptsAnyLoopbackName: false
        )
        let verdict =
            switch own.verdict(on: Self.request(fields)) {
            case .own: "own"
            case .unknown: "unknown"
            case .foreign: "foreign"
            }
        #expect(verdict == expected)
    }

    @Test("is not told by two Sec-Fetch-Site fields")
    func twoSites() {
        let request = Self.request([("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "same-origin")])
        #expect(!RequestOrigin().allows(request))
    }
}
