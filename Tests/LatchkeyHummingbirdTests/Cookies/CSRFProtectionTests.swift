import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Testing

@Suite("CSRF protection of tokens in cookies")
struct CSRFProtectionTests {
    private let bench: CookieBench
    private let access: String

    init() throws {
        bench = try CookieBench()
        access = try bench.issue().token
    }

    /// The status and code of a request at a route that takes every method.
    private func send(
        _ method: HTTPRequest.Method,
        _ headers: HTTPFields,
        body: String? = nil,
        csrf: CSRFProtection = .standard
    ) async throws -> String {
        let router = Router(context: TestContext.self)
        let locations: [TokenLocation] = [.bearer, bench.cookies.accessLocation, .json()]
        router.add(
            middleware: TokenAuthenticator(
                try bench.verifier(),
                locations: locations,
                csrf: csrf,
                now: { TestTokens.now }
            )
        )
        router.on("/", method: method) { request, context in
            let body = try await request.body.collect(upTo: 100_000)
            return "\(context.token?.subject == nil ? "nobody" : "passed") \(String(buffer: body))"
        }
        let buffer = body.map { ByteBuffer(string: $0) }
        return try await router.answer(method, headers, buffer)
    }

    private func cookie(_ others: HTTPFields = [:]) -> HTTPFields {
        CookieBench.fields([bench.cookies.accessName: access], others)
    }

    private let refused = "403 cross_site_request"

    @Test(
        "a method that may change something needs the CSRF token, whatever it is called [A7] [B9]",
        arguments: ["POST", "PUT", "PATCH", "DELETE", "post", "Post", "MKCOL", "QUERY"]
    )
    func unsafeMethods(name: String) async throws {
        let method = try #require(HTTPRequest.Method(name))
        #expect(try await send(method, cookie()) == refused)
        #expect(try await send(method, cookie([.csrf: CookieBench.secret])) == "200 passed ")
    }

    @Test("a cookie whose token also came in a header or a body needs none: the sender knows the token")
    func alsoElsewhere() async throws {
        #expect(try await send(.post, cookie([.authorization: "Bearer \(access)"])) == "200 passed ")
        let json = #"{"access_token":"\#(access)"}"#
        #expect(
            try await send(.post, cookie([.contentType: "application/json"]), body: json)
                == "200 passed \(json)"
        )
        #expect(try await send(.post, cookie([.contentType: "application/json"]), body: "{}") == refused)
    }

    @Test("a method that changes nothing needs none", arguments: [HTTPRequest.Method.get, .head, .options])
    func safeMethods(method: HTTPRequest.Method) async throws {
        #expect(try await send(method, cookie()).hasPrefix("200"))
        #expect(try await send(method, cookie([.origin: "null", .site: "cross-site"])).hasPrefix("200"))
    }

    @Test("the list of methods is the caller's, in any case [B9]")
    func methods() async throws {
        let csrf = try CSRFProtection(methods: [.post, .get])
        #expect(try await send(.get, cookie(), csrf: csrf) == refused)
        #expect(try await send(.put, cookie(), csrf: csrf) == "200 passed ")
        #expect(try await send(try #require(HTTPRequest.Method("post")), cookie(), csrf: csrf) == refused)
    }

    @Test("a token that no browser sends by itself needs none")
    func elsewhere() async throws {
        #expect(try await send(.post, .bearer(access)) == "200 passed ")
        let foreign: HTTPFields = [.authorization: "Bearer \(access)", .site: "cross-site", .origin: "null"]
        #expect(try await send(.post, foreign) == "200 passed ")
        let body = #"{"access_token":"\#(access)"}"#
        #expect(try await send(.post, [.contentType: "application/json"], body: body) == "200 passed \(body)")
        #expect(try await send(.post, [:]) == "200 nobody ")
    }

    @Test("the CSRF token of another session is refused [A7]")
    func otherSession() async throws {
        let other = try bench.issue(CookieBench.grant(csrf: "secret-of-another-session"))
        let otherSecret = try #require(other.csrfToken)
        #expect(try await send(.post, cookie([.csrf: otherSecret])) == refused)
        // A planted CSRF cookie changes nothing: the token says which CSRF token is its own.
        let planted = CookieBench.fields(
            [bench.cookies.accessName: access, bench.cookies.csrfName: otherSecret],
            [.csrf: otherSecret]
        )
        #expect(try await send(.post, planted) == refused)
    }

    @Test(
        "what is not the CSRF token is refused",
        arguments: [
            "", " ", "x", CookieBench.secret + "x", CookieBench.secret.uppercased(),
            CSRFToken.claim(for: CookieBench.secret), CookieBench.secret + ", " + CookieBench.secret,
            String(repeating: "x", count: 9000), "null",
        ]
    )
    func wrong(text: String) async throws {
        #expect(try await send(.post, cookie([.csrf: text])) == refused)
    }

    @Test("two header fields are refused, even with the same token")
    func repeated() async throws {
        var headers = cookie([.csrf: CookieBench.secret])
        headers.append(HTTPField(name: .csrf, value: CookieBench.secret))
        #expect(try await send(.post, headers) == refused)
    }

    @Test("a token that is bound to no CSRF token cannot come in a cookie")
    func unbound() async throws {
        let unbound = try bench.issue(CookieBench.grant(csrf: nil)).token
        let headers = CookieBench.fields([bench.cookies.accessName: unbound], [.csrf: CookieBench.secret])
        #expect(try await send(.post, headers) == refused)
        #expect(try await send(.get, headers) == "200 passed ")
    }

    @Test(
        "another origin is refused, with the right CSRF token, too",
        arguments: [
            [("Origin", "null")], [("Origin", "https://evil.example")], [("Origin", "https://sub.localhost")],
            [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")],
            [("Sec-Fetch-Site", "garbage")],
            [("Origin", "https://localhost:443")], [("Origin", "https://LOCALHOST")],
            [("Origin", "https://localhost.")],
            [("Origin", "https://a@localhost")],
            [("Origin", "https://localhost"), ("Origin", "https://localhost")],
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")],
        ]
    )
    func foreign(fields: [(String, String)]) async throws {
        var headers = cookie([.csrf: CookieBench.secret])
        for (name, value) in fields {
            headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        #expect(try await send(.post, headers) == refused)
    }

    @Test("the own origin does not replace the CSRF token")
    func ownOrigin() async throws {
        let own: HTTPFields = [.origin: "https://localhost", .site: "same-origin"]
        #expect(try await send(.post, cookie(own)) == refused)
        var headers = cookie(own)
        headers[.csrf] = CookieBench.secret
        #expect(try await send(.post, headers) == "200 passed ")
    }

    @Test("a trusted origin is exact")
    func trusted() async throws {
        let csrf = try CSRFProtection(origin: "https://api.example", trustedOrigins: ["https://spa.example"])
        func status(_ origin: String, _ site: String) async throws -> String {
            try await send(
                .post,
                cookie([.csrf: CookieBench.secret, .origin: origin, .site: site]),
                csrf: csrf
            )
        }
        #expect(try await status("https://spa.example", "same-site") == "200 passed ")
        #expect(try await status("https://spa.example", "cross-site") == "200 passed ")
        #expect(try await status("https://spa.example.evil", "cross-site") == refused)
        #expect(try await status("https://localhost", "none") == refused)
        #expect(try await status("https://api.example", "none") == "200 passed ")
    }

    @Test(
        "an origin that no browser writes is refused when configured",
        arguments: [
            "", "*", "null", "app.example", "https://app.example/", "https://APP.example",
            "https://app.example:443",
            "https://a@app.example", "https://*.example", "ftp://app.example", "https://app.example ",
            "https://",
            "https://app.example?x", "https://äpp.example",
        ]
    )
    func origins(text: String) {
        #expect(throws: TokenCookieError.invalidOrigin(text)) { try CSRFProtection(origin: text) }
        #expect(throws: TokenCookieError.invalidOrigin(text)) { try CSRFProtection(trustedOrigins: [text]) }
    }

    @Test("the header field has a name of the caller's [B9]")
    func header() async throws {
        let csrf = try CSRFProtection(header: "X-XSRF-TOKEN")
        #expect(try await send(.post, cookie([.csrf: CookieBench.secret]), csrf: csrf) == refused)
        let name = try #require(HTTPField.Name("x-xsrf-token"))
        #expect(try await send(.post, cookie([name: CookieBench.secret]), csrf: csrf) == "200 passed ")
        #expect(throws: TokenCookieError.invalidName("a b")) { try CSRFProtection(header: "a b") }
    }

    @Test("can be asked for the origin alone, and switched off, by name")
    func otherProofs() async throws {
        let originOnly = try CSRFProtection(proof: .originOnly)
        #expect(try await send(.post, cookie(), csrf: originOnly) == refused)
        #expect(try await send(.post, cookie([.site: "none"]), csrf: originOnly) == refused)
        #expect(try await send(.post, cookie([.site: "same-origin"]), csrf: originOnly) == "200 passed ")
        #expect(
            try await send(.post, cookie([.origin: "https://localhost"]), csrf: originOnly) == "200 passed "
        )
        #expect(try await send(.post, cookie([.site: "cross-site"]), csrf: .disabled) == "200 passed ")
    }

    @Test("an opaque session is protected the same way [A7]")
    func opaque() async throws {
        let sessions = OpaqueSessions(storage: MemoryOpaqueSessions())
        let cookies = bench.cookies
        let router = Router(context: TestContext.self)
        router.add(
            middleware: TokenAuthenticator(
                sessions,
                locations: [cookies.accessLocation],
                now: { TestTokens.now }
            )
        )
        router.on("/", method: .post) { _, _ in "" }
        let started = try await sessions.start(CookieBench.grant(), at: TestTokens.now)
        var response = Response(status: .ok)
        try cookies.set(started, csrfToken: CookieBench.secret, on: &response, at: TestTokens.now)
        #expect(response.headers.setCookies.map(\.maxAge) == [2_592_000, 2_592_000])
        let cookie = try #require(response.headers.setCookie(cookies.accessName))
        var headers = CookieBench.fields([cookies.accessName: cookie.value])
        #expect(try await router.answer(.post, headers, nil) == refused)
        headers[.csrf] = CookieBench.secret
        #expect(try await router.answer(.post, headers, nil) == "200 ")
        let other = try await sessions.start(CookieBench.grant(csrf: "other"), at: TestTokens.now)
        headers[.cookie] = "\(cookies.accessName)=\(other.token)"
        #expect(try await router.answer(.post, headers, nil) == refused)
    }

    @Test("two access cookies are refused before anything else: one may be a sibling subdomain's [A8]")
    func siblingSubdomain() async throws {
        let stranger = try bench.issue(CookieBench.grant(csrf: "stranger")).token
        let name = bench.cookies.accessName
        for (one, other) in [(access, stranger), (stranger, access), (access, access)] {
            let headers = CookieBench.fields([name: one, name: other], [.csrf: CookieBench.secret])
            #expect(try await send(.post, headers) == "400 invalid_request")
        }
    }

    @Test("a cookie of another prefix or without one is not the access cookie: a sibling could set it [A8]")
    func prefixes() async throws {
        for name in ["access-token", "__Secure-access-token", "__host-access-token"] {
            let headers = CookieBench.fields([name: access], [.csrf: CookieBench.secret])
            #expect(try await send(.post, headers) == "200 nobody ")
        }
    }

    @Test(
        "a cookie of 8 KiB is read no further than the rest of the request allows",
        arguments: [8193, 60_000]
    )
    func longCookie(octets: Int) async throws {
        let headers = CookieBench.fields([bench.cookies.accessName: String(repeating: "x", count: octets)])
        #expect(try await send(.get, headers) == "401 token_malformed")
    }
}

// MARK: Forms

extension CSRFProtectionTests {
    private func form(_ body: String, _ others: HTTPFields = [:]) async throws -> String {
        var headers = cookie(others)
        headers[.contentType] = headers[.contentType] ?? "application/x-www-form-urlencoded"
        return try await send(.post, headers, body: body, csrf: CSRFProtection(formField: "csrf_token"))
    }

    @Test("a form can bring the CSRF token, and stays readable [B9]")
    func formField() async throws {
        let body = "text=a+b&csrf_token=\(CookieBench.secret)"
        #expect(try await form(body) == "200 passed \(body)")
        #expect(try await form("csrf%5Ftoken=\(CookieBench.secret)").hasPrefix("200"))
    }

    @Test(
        "a form without it, with two or with another is refused",
        arguments: [
            "", "text=a", "csrf_token=", "csrf_token", "csrf_token=x", "csrf_token=%zz",
            "csrf_token=\(CookieBench.secret)&csrf_token=\(CookieBench.secret)",
            "CSRF_TOKEN=\(CookieBench.secret)",
        ]
    )
    func badForms(body: String) async throws {
        #expect(try await form(body) == refused)
    }

    @Test(
        "a form is looked at only when asked for, when its type is one, and when the header field is absent"
    )
    func formOnly() async throws {
        let body = "csrf_token=\(CookieBench.secret)"
        #expect(try await form(body, [.contentType: "text/plain"]) == refused)
        #expect(try await form(body, [.csrf: ""]) == refused)
        #expect(try await form(body, [.csrf: "x"]) == refused)
        #expect(try await form("", [.csrf: CookieBench.secret]) == "200 passed ")
        let type: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        #expect(try await send(.post, cookie(type), body: body) == refused)
    }

    @Test("a form that is too long is refused")
    func longForm() async throws {
        let body = "text=\(String(repeating: "x", count: 70_000))&csrf_token=\(CookieBench.secret)"
        #expect(try await form(body) == "413 content_too_large")
    }
}

extension Router where Context == TestContext {
    /// Status and code, or status and text, of the answer to one request at `/`.
    func answer(
        _ method: HTTPRequest.Method,
        _ headers: HTTPFields,
        _ body: ByteBuffer?,
        uri: String = "/"
    ) async throws -> String {
        try await Application(router: self).test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: headers, body: body) { response in
                let code = response.status.code < 400 ? response.text : try response.code ?? ""
                return "\(response.status.code) \(code)"
            }
        }
    }
}
