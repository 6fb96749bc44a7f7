import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Testing

@Suite("Refreshing with a refresh token")
struct TokenRefreshTests {
    private let bench: CookieBench
    private let pair: TokenPair

    init() throws {
        bench = try CookieBench()
        pair = try bench.issuer.issuePair(CookieBench.grant(), refreshLifetime: 86_400, at: TestTokens.now)
    }

    /// `/refresh` for refresh tokens, `/notes` for access tokens; the account is `roles`, closed when `nil`.
    private func router(
        roles: [String]? = ["admin"],
        failure: TokenError? = nil
    ) throws -> Router<TestContext> {
        let router = Router(context: TestContext.self)
        let (bench, clock) = (bench, bench.clock)
        let refresh = TokenRefresh(bench.issuer, cookies: bench.cookies, now: { clock.now }) { _, grant in
            if let failure { throw failure }
            guard let roles else { return nil }
            var grant = grant
            grant.roles = roles
            return grant
        }
        let places: [TokenLocation] = [.bearer, bench.cookies.refreshLocation, .json("refresh_token")]
        router.group("refresh")
            .add(
                middleware: TokenAuthenticator(
                    try bench.verifier([.refresh]),
                    locations: places,
                    now: { clock.now }
                )
            )
            .post(use: refresh.answer)
        router.group("notes")
            .add(
                middleware: TokenAuthenticator(
                    try bench.verifier(),
                    locations: [.bearer, bench.cookies.accessLocation],
                    now: { clock.now }
                )
            )
            .add(middleware: RequireToken(now: { clock.now }))
            .on("/", method: .post) { _, context in context.token?.subject ?? "" }
        return router
    }

    private func refresh(
        _ headers: HTTPFields,
        body: String? = nil,
        roles: [String]? = ["admin"],
        failure: TokenError? = nil
    ) async throws -> TestResponse {
        try await Application(router: router(roles: roles, failure: failure)).test(.router) { client in
            let buffer = body.map { ByteBuffer(string: $0) }
            return try await client.execute(uri: "/refresh", method: .post, headers: headers, body: buffer) {
                $0
            }
        }
    }

    private var cookie: HTTPFields {
        CookieBench.fields(
            [bench.cookies.refreshName: pair.refresh.token],
            [.csrf: CookieBench.secret, .site: "same-origin"]
        )
    }

    @Test("a refresh token in the body or the header buys an access token in the body [B5] [B7]")
    func inBody() async throws {
        bench.clock.advance(by: 3600)
        let body = #"{"refresh_token":"\#(pair.refresh.token)"}"#
        for answer in [
            try await refresh([.contentType: "application/json"], body: body),
            try await refresh(.bearer(pair.refresh.token)),
        ] {
            #expect(answer.status == .ok && answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers.setCookies.isEmpty)
            let json = try JSONObject(json: answer.text)
            #expect(json.names == ["access_token", "token_type", "expires_in"])
            let token = try bench.token(try json.string("access_token") ?? "")
            #expect(token.kind == .access && token.roles == ["admin"])
            #expect(token.authenticatedAt == TestTokens.now - 60)
            #expect(token.sessionExpiresAt == pair.refresh.expiresAt)
        }
    }

    @Test("a refresh token in the cookie buys an access cookie, and no script sees a token [A7] [B5]")
    func inCookie() async throws {
        bench.clock.advance(by: 3600)
        let answer = try await refresh(cookie)
        #expect(answer.status == .ok)
        #expect(try JSONObject(json: answer.text).names == ["token_type", "expires_in"])
        #expect(answer.headers.setCookies.map(\.name) == [bench.cookies.accessName])
        let text = try #require(answer.headers.setCookie(bench.cookies.accessName)?.value)
        let token = try bench.token(text)
        // The page goes on with the CSRF token that it has.
        #expect(token.isBound(toCSRFToken: CookieBench.secret))
        let headers = CookieBench.fields([bench.cookies.accessName: text], [.csrf: CookieBench.secret])
        #expect(try await router().answer(.post, headers, nil, uri: "/notes") == "200 \(TestTokens.subject)")
    }

    @Test("the same token in cookie and body is answered in the cookie; two that differ are refused [B5]")
    func inBoth() async throws {
        var headers = cookie
        headers[.contentType] = "application/json"
        let same = try await refresh(headers, body: #"{"refresh_token":"\#(pair.refresh.token)"}"#)
        #expect(try JSONObject(json: same.text).names == ["token_type", "expires_in"])
        let other = try bench.issuer.issuePair(CookieBench.grant(), refreshLifetime: 60, at: TestTokens.now)
        let differing = try await refresh(headers, body: #"{"refresh_token":"\#(other.refresh.token)"}"#)
        #expect(try differing.code == "invalid_request")
    }

    @Test("the cookie needs the CSRF token of its own session, not that of the access token beside it [A7]")
    func csrf() async throws {
        var headers = cookie
        headers[.csrf] = nil
        #expect(try await refresh(headers).code == "cross_site_request")
        let separate = try bench.issue(CookieBench.grant(csrf: "secret-of-the-access-token"))
        var both = CookieBench.fields([
            bench.cookies.refreshName: pair.refresh.token, bench.cookies.accessName: separate.token,
        ])
        both[.csrf] = separate.csrfToken
        #expect(try await refresh(both).code == "cross_site_request")
        both[.csrf] = CookieBench.secret
        #expect(try await refresh(both).status == .ok)
        #expect(try await router().answer(.post, both, nil, uri: "/notes") == "403 cross_site_request")
    }

    @Test("each kind is refused on the other's route, and in the other's cookie [B5]")
    func crossed() async throws {
        #expect(try await refresh(.bearer(pair.access.token)).code == "token_invalid")
        let notes = try await router().answer(.post, .bearer(pair.refresh.token), nil, uri: "/notes")
        #expect(notes == "401 token_invalid")
        let swapped = CookieBench.fields(
            [
                bench.cookies.refreshName: pair.access.token, bench.cookies.accessName: pair.refresh.token,
            ],
            [.csrf: CookieBench.secret]
        )
        #expect(try await refresh(swapped).code == "token_invalid")
        #expect(try await router().answer(.post, swapped, nil, uri: "/notes") == "401 token_invalid")
    }

    @Test("an access token is refused where the guard lets both kinds through [B5]")
    func ownCheck() async throws {
        let router = Router(context: TestContext.self)
        let refresh = TokenRefresh(bench.issuer, now: { TestTokens.now }) { $1 }
        router.add(
            middleware: TokenAuthenticator(try bench.verifier([.access, .refresh]), now: { TestTokens.now })
        )
        router.on("/", method: .post, use: refresh.answer)
        #expect(try await router.answer(.post, .bearer(pair.access.token), nil) == "401 token_invalid")
        #expect(try await router.answer(.post, [:], nil) == "401 token_missing")
    }

    @Test("a closed account gets no new token, and its cookies are taken away [B7]")
    func closedAccount() async throws {
        let answer = try await refresh(cookie, roles: nil)
        #expect(answer.status == .unauthorized)
        #expect(try answer.code == "refresh_invalid")
        #expect(answer.headers.setCookies.map(\.maxAge) == [0, 0, 0])
        #expect(try await refresh(.bearer(pair.refresh.token), roles: nil).headers.setCookies.isEmpty)
    }

    @Test("accounts that cannot be read are 503, and the browser keeps its cookies")
    func unavailable() async throws {
        let answer = try await refresh(cookie, failure: TokenError(.unavailable))
        #expect(answer.status == .serviceUnavailable)
        #expect(try answer.code == "unavailable")
        #expect(answer.headers[.retryAfter] == "1")
        #expect(answer.headers[fields: .setCookie].isEmpty)
    }

    @Test("the end of the refresh token is the end of the sign-in [B5]")
    func end() async throws {
        bench.clock.advance(by: pair.refresh.expiresAt.timeIntervalSince(TestTokens.now) - 10)
        let answer = try await refresh(cookie)
        let text = try #require(answer.headers.setCookie(bench.cookies.accessName))
        #expect(try bench.token(text.value).expiresAt == pair.refresh.expiresAt && text.maxAge == 10)
        bench.clock.advance(by: 10)
        #expect(try await refresh(cookie).code == "token_expired")
    }

    @Test("a revoked session gets no new token, and a token that was bought before is covered")
    func revoked() async throws {
        let bought = try await refresh(cookie).headers.setCookie(bench.cookies.accessName)?.value
        bench.revocations.add(.session(TestTokens.sessionID), expiresAt: pair.refresh.expiresAt)
        #expect(try await refresh(cookie).code == "token_revoked")
        let access = try #require(bought)
        #expect(try await router().answer(.post, .bearer(access), nil, uri: "/notes") == "401 token_revoked")
    }
}

@Suite("Refreshing with an opaque refresh token")
struct OpaqueRefreshTests {
    private let bench: CookieBench

    init() throws { bench = try CookieBench() }

    /// `old` buys a pair; anything else nothing.
    private func refresh(_ headers: HTTPFields, body: String? = nil) async throws -> TestResponse {
        let bench = bench
        let refresh = OpaqueRefresh(
            cookies: bench.cookies,
            locations: [bench.cookies.refreshLocation, .json("refresh_token")],
            now: { TestTokens.now }
        ) { text in
            guard text == "old" else { return nil }
            let opaque = IssuedToken(
                token: "new",
                kind: .refresh,
                expiresAt: TestTokens.now + 86_400,
                expiresIn: 86_400
            )
            return TokenPair(access: try bench.issue(), refresh: opaque)
        }
        let router = Router(context: TestContext.self)
        router.post("refresh", use: refresh.answer)
        return try await Application(router: router).test(.router) { client in
            let buffer = body.map { ByteBuffer(string: $0) }
            return try await client.execute(uri: "/refresh", method: .post, headers: headers, body: buffer) {
                $0
            }
        }
    }

    @Test("a token in the body is answered in the body")
    func inBody() async throws {
        let json: HTTPFields = [.contentType: "application/json"]
        let answer = try await refresh(json, body: #"{"refresh_token":"old"}"#)
        let members = try JSONObject(json: answer.text)
        #expect(members.names == ["access_token", "refresh_token", "token_type", "expires_in"])
        #expect(try members.string("refresh_token") == "new" && answer.headers.setCookies.isEmpty)
        #expect(try await refresh(json, body: #"{"refresh_token":"used"}"#).code == "refresh_invalid")
        #expect(try await refresh([:]).code == "token_missing")
    }

    @Test("a token in the cookie is answered in cookies, for a page of this origin only [A7]")
    func inCookie() async throws {
        let name = bench.cookies.refreshName
        let answer = try await refresh(CookieBench.fields([name: "old"], [.site: "same-origin"]))
        #expect(answer.headers.setCookies.count == 3)
        #expect(answer.headers.setCookie(name)?.value == "new")
        #expect(try JSONObject(json: answer.text).names == ["token_type", "expires_in"])
        for fields: HTTPFields in [
            [:], [.site: "same-site"], [.origin: "null"], [.origin: "https://evil.example"],
        ] {
            #expect(try await refresh(CookieBench.fields([name: "old"], fields)).code == "cross_site_request")
        }
        let twice = CookieBench.fields([name: "old", name: "old"], [.site: "same-origin"])
        #expect(try await refresh(twice).code == "invalid_request")
        let used = try await refresh(CookieBench.fields([name: "used"], [.site: "same-origin"]))
        #expect(used.status == .unauthorized && used.headers.setCookies.map(\.maxAge) == [0, 0, 0])
    }
}
