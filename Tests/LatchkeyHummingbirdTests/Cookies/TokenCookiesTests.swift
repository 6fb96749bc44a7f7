import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import LatchkeyTokens
import Testing

@Suite("Token cookies")
struct TokenCookiesTests {
    private static let now = TestTokens.now
    private static let access = issued("a.b.c", life: 900, csrf: "secret")
    private static let refresh = issued("d.e.f", kind: .refresh, life: 86_400, csrf: "secret")

    private static func issued(
        _ token: String,
        kind: TokenKind = .access,
        life: Int,
        csrf: String? = nil,
        sessionEnd: Date? = nil
    ) -> IssuedToken {
        IssuedToken(
            token: token,
            kind: kind,
            expiresAt: now + Double(life),
            expiresIn: life,
            csrfToken: csrf,
            sessionExpiresAt: sessionEnd
        )
    }

    private func fields(_ change: (inout Response) throws -> Void) rethrows -> [String] {
        var response = Response(status: .ok)
        try change(&response)
        return response.headers[values: .setCookie]
    }

    @Test("are bound to the host, secret and closed to scripts, but for the CSRF cookie [A7] [B9]")
    func defaults() throws {
        let fields = try fields {
            try TokenCookies.standard.set(Self.access, Self.refresh, on: &$0, at: Self.now)
        }
        #expect(
            fields == [
                "__Host-access-token=a.b.c; Max-Age=900; Path=/; Secure; HttpOnly; SameSite=Lax",
                "__Host-refresh-token=d.e.f; Max-Age=86400; Path=/; Secure; HttpOnly; SameSite=Lax",
                "__Host-csrf-token=secret; Max-Age=86400; Path=/; Secure; SameSite=Lax",
            ]
        )
    }

    @Test("with a domain go to every subdomain, without the prefix that forbids it [A8]")
    func domain() throws {
        let cookies = try TokenCookies(domain: "example.com", sameSite: .strict)
        #expect(
            try fields { try cookies.set(Self.access, on: &$0, at: Self.now) } == [
                "__Secure-access-token=a.b.c; Max-Age=900; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=Strict",
                "__Secure-csrf-token=secret; Max-Age=900; Path=/; Domain=example.com; Secure; SameSite=Strict",
            ]
        )
    }

    @Test("a path narrows its own cookie only [B9]")
    func path() throws {
        let cookies = try TokenCookies(refreshPath: "/auth/refresh")
        #expect(cookies.accessName == "__Host-access-token" && cookies.csrfName == "__Host-csrf-token")
        #expect(cookies.refreshName == "__Secure-refresh-token")
        let fields = try fields { try cookies.set(Self.refresh, on: &$0, at: Self.now) }
        #expect(
            fields.first
                == "__Secure-refresh-token=d.e.f; Max-Age=86400; Path=/auth/refresh; Secure; HttpOnly; SameSite=Lax"
        )
    }

    @Test("can be partitioned, sent across sites, and gone with the browser's session [B9]")
    func attributes() throws {
        let cookies = try TokenCookies(
            accessName: "at",
            sameSite: .none,
            partitioned: true,
            persistence: .browserSession
        )
        #expect(
            try fields { try cookies.set(Self.access, on: &$0, at: Self.now) } == [
                "__Host-at=a.b.c; Path=/; Secure; HttpOnly; SameSite=None; Partitioned",
                "__Host-csrf-token=secret; Path=/; Secure; SameSite=None; Partitioned",
            ]
        )
    }

    @Test("go without prefix and Secure only where that is asked for")
    func loopback() throws {
        let cookies = try TokenCookies(transport: .insecureOnLoopback)
        #expect(
            try fields { try cookies.set(Self.access, on: &$0, at: Self.now) }.first
                == "access-token=a.b.c; Max-Age=900; Path=/; HttpOnly; SameSite=Lax"
        )
    }

    @Test(
        "have no name that is no token or that pretends to a prefix",
        arguments: [
            "", "a b", "a;b", "a=b", "a\r\nSet-Cookie: x", "a,b", "ä", "__Host-a", "__secure-a", "a\0",
            "a\"b",
        ]
    )
    func names(name: String) {
        #expect(throws: TokenCookieError.invalidName(name)) { try TokenCookies(accessName: name) }
        #expect(throws: TokenCookieError.invalidName(name)) { try TokenCookies(refreshName: name) }
        #expect(throws: TokenCookieError.invalidName(name)) { try TokenCookies(csrfName: name) }
    }

    @Test("have three names")
    func distinctNames() {
        #expect(throws: TokenCookieError.repeatedName("a")) {
            try TokenCookies(accessName: "a", csrfName: "a")
        }
    }

    @Test(
        "have no domain that browsers would refuse, or that would add an attribute",
        arguments: [
            "", ".example.com", "example.com.", "example", "127.0.0.1", "0x7f.1", "1.0x7f", "::1", "[::1]",
            "a..b",
            "exa mple.com", "example.com; Path=/x", "example.com\r\nX: y", "-a.com", "a-.com", "ä.com",
            "example.com:80",
            "*.example.com", "https://example.com", String(repeating: "a", count: 64) + ".com",
        ]
    )
    func domains(domain: String) {
        #expect(throws: TokenCookieError.invalidDomain(domain)) { try TokenCookies(domain: domain) }
    }

    @Test(
        "take host names",
        arguments: ["example.com", "a.b-c.example.com", "EXAMPLE.com", "1a.de", "xn--4ca.com"]
    )
    func hostNames(domain: String) throws {
        #expect(try TokenCookies(domain: domain).accessName == "__Secure-access-token")
    }

    @Test(
        "have no path that is none",
        arguments: ["", "x", "/a b", "/a;b", "/a\r\nX: y", "/ä", "/\0", "//\u{7f}"]
    )
    func paths(path: String) {
        #expect(throws: TokenCookieError.invalidPath(path)) { try TokenCookies(accessPath: path) }
        #expect(throws: TokenCookieError.invalidPath(path)) { try TokenCookies(refreshPath: path) }
    }

    @Test("have no attributes that contradict each other")
    func contradictions() {
        let transport = TokenCookies.Transport.insecureOnLoopback
        #expect(throws: TokenCookieError.contradiction("SameSite=None needs Secure")) {
            try TokenCookies(sameSite: .none, transport: transport)
        }
        #expect(throws: TokenCookieError.contradiction("Partitioned needs Secure")) {
            try TokenCookies(partitioned: true, transport: transport)
        }
        #expect(throws: TokenCookieError.contradiction("loopback has no domain")) {
            try TokenCookies(domain: "example.com", transport: transport)
        }
    }

    @Test(
        "that browsers would drop are an error, and the answer stays as it was",
        arguments: [4096, 4097, 8192]
    )
    func size(octets: Int) throws {
        let name = TokenCookies.standard.accessName
        let token = Self.issued(String(repeating: "x", count: octets - name.utf8.count), life: 900)
        var response = Response(status: .ok)
        guard octets > TokenCookies.sizeLimit else {
            try TokenCookies.standard.set(token, on: &response, at: Self.now)
            #expect(response.headers.setCookies.count == 1)
            return
        }
        #expect(throws: TokenCookieError.tooLarge(name: name, octets: octets)) {
            try TokenCookies.standard.set(Self.refresh, token, on: &response, at: Self.now)
        }
        #expect(response.headers == Response(status: .ok).headers)
    }

    @Test(
        "hold nothing that would end them",
        arguments: ["a;b", "a b", "a\r\nb", "a\"b", "a,b", "ä", "a\\b"]
    )
    func values(value: String) {
        var response = Response(status: .ok)
        #expect(throws: TokenCookieError.invalidValue(name: "__Host-access-token")) {
            try TokenCookies.standard.set(Self.issued(value, life: 9), on: &response, at: Self.now)
        }
    }

    @Test("are for access and refresh tokens, and for one CSRF token")
    func mixed() {
        var response = Response(status: .ok)
        #expect(throws: TokenCookieError.kindWithoutCookie("ot+jwt")) {
            try TokenCookies.standard.set(
                Self.issued("a", kind: .oneTime, life: 9),
                on: &response,
                at: Self.now
            )
        }
        #expect(throws: TokenCookieError.csrfTokensDiffer) {
            let other = Self.issued("d", kind: .refresh, life: 9, csrf: "other")
            try TokenCookies.standard.set(Self.access, other, on: &response, at: Self.now)
        }
    }

    @Test("live as long as the rest of the token, the CSRF cookie as long as the session [B9]")
    func remainingLife() throws {
        let token = Self.issued("a", life: 900, csrf: "secret", sessionEnd: Self.now + 5000)
        var response = Response(status: .ok)
        try response.setTokenCookies(.standard, token, at: Self.now + 300.5)
        #expect(response.headers.setCookie("__Host-access-token")?.maxAge == 599)
        #expect(response.headers.setCookie("__Host-csrf-token")?.maxAge == 4699)
        try response.setTokenCookies(.standard, token, at: Self.now + 1000)
        #expect(response.headers.setCookie("__Host-access-token")?.maxAge == 0)
    }

    @Test("are set once in an answer, and make it private")
    func once() throws {
        var response = Response(
            status: .ok,
            headers: [.setCookie: "theme=dark", .cacheControl: "max-age=60"]
        )
        try TokenCookies.standard.set(Self.access, on: &response, at: Self.now)
        try TokenCookies.standard.set(Self.access, on: &response, at: Self.now + 1)
        #expect(
            response.headers.setCookies.map(\.name) == ["theme", "__Host-access-token", "__Host-csrf-token"]
        )
        #expect(response.headers.setCookies[1].maxAge == 899)
        #expect(response.headers[values: .cacheControl] == ["no-store"])
    }

    @Test("are taken away with the attributes they were set with [A7] [B9]")
    func clear() throws {
        let cookies = try TokenCookies(domain: "example.com", refreshPath: "/refresh", partitioned: true)
        var response = Response(status: .ok)
        try cookies.set(TokenPair(access: Self.access, refresh: Self.refresh), on: &response, at: Self.now)
        let set = response.headers.setCookies
        response.clearTokenCookies(cookies)
        let cleared = response.headers.setCookies
        #expect(set.map(\.name) == cleared.map(\.name) && set.count == 3)
        for (one, other) in zip(set, cleared) {
            #expect(one.attributes.dropFirst() == other.attributes.dropFirst())
            #expect(other.value.isEmpty && other.maxAge == 0)
        }
        #expect(response.headers[.clearSiteData] == nil)
    }

    @Test("logging out has the browser forget the rest, too")
    func logOut() {
        var response = Response(status: .noContent)
        TokenCookies.standard.logOut(on: &response)
        #expect(response.headers[.clearSiteData] == #""cache", "storage""#)
        #expect(response.headers.setCookies.count == 3)
        #expect(response.headers[.cacheControl] == "no-store")
        TokenCookies.standard.logOut(on: &response, clearing: [.cookies])
        #expect(response.headers[.clearSiteData] == #""cookies""#)
    }

    @Test("give a page the CSRF token that its token is bound to, and no other text of a cookie")
    func pageToken() throws {
        let bench = try CookieBench()
        let token = try bench.verifier().verify(
            bench.issuer.issue(CookieBench.grant(), at: TestTokens.now).token,
            at: TestTokens.now
        )
        func csrfToken(_ cookie: String?) -> String? {
            let fields: HTTPFields = cookie.map { [.cookie: $0] } ?? [:]
            let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/", headerFields: fields)
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
            return bench.cookies.csrfToken(of: request, for: token)
        }
        let name = bench.cookies.csrfName
        #expect(csrfToken("\(name)=\(CookieBench.secret)") == CookieBench.secret)
        #expect(csrfToken(nil) == nil)
        #expect(csrfToken("\(name)=of-another-session") == nil)
        #expect(csrfToken("\(name)=\"><script>") == nil)
        #expect(csrfToken("\(name)=\(CookieBench.secret); \(name)=\(CookieBench.secret)") == nil)
    }
}
