import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

@Suite("Renewing the access cookie")
struct CookieRefreshTests {
    fileprivate let bench: CookieBench

    init() throws { bench = try CookieBench() }

    typealias Account = @Sendable (AccessToken, TokenGrant) async throws -> TokenGrant?
    typealias Handler = @Sendable (Request, TestContext) async throws -> Response

    fileprivate func middleware(
        window: TimeInterval? = nil,
        sessionLifetime: TimeInterval = 30 * 86_400,
        account: @escaping Account = { $1 },
        isRevoked: @escaping @Sendable (AccessToken) async throws -> Bool = { _ in false }
    ) throws -> CookieRefresh<TestContext> {
        let clock = bench.clock
        return CookieRefresh(
            bench.issuer,
            verifier: try bench.verifier(),
            cookies: bench.cookies,
            window: window,
            sessionLifetime: sessionLifetime,
            account: account,
            isRevoked: isRevoked,
            now: { clock.now }
        )
    }

    /// A router whose one route, with every method, is behind the authenticator and the middleware.
    fileprivate func router(
        _ refresh: CookieRefresh<TestContext>? = nil,
        _ handler: @escaping Handler = { _, _ in Response(status: .ok) }
    ) throws -> Router<TestContext> {
        let router = Router(context: TestContext.self)
        let clock = bench.clock
        router.add(
            middleware: TokenAuthenticator(
                try bench.verifier(),
                locations: [.bearer, bench.cookies.accessLocation],
                now: { clock.now }
            )
        )
        router.add(middleware: try refresh ?? middleware())
        for method in [HTTPRequest.Method.get, .post, .head, .options] {
            router.on("/", method: method, use: handler)
        }
        return router
    }

    fileprivate func send(
        _ token: String,
        to router: Router<TestContext>? = nil,
        method: HTTPRequest.Method = .get,
        csrf: String? = CookieBench.secret
    ) async throws -> TestResponse {
        var headers = CookieBench.fields([bench.cookies.accessName: token])
        if let csrf {
            headers = CookieBench.fields([bench.cookies.accessName: token, bench.cookies.csrfName: csrf])
            headers[.csrf] = csrf
        }
        return try await Application(router: router ?? self.router()).test(.router) { [headers] client in
            try await client.execute(uri: "/", method: method, headers: headers) { $0 }
        }
    }

    private func renewed(_ answer: TestResponse) -> String? {
        answer.headers.setCookie(bench.cookies.accessName)?.value
    }

    @Test("happens in the last half of the token's life, and not before [A7] [B9]")
    func window() async throws {
        let issued = try bench.issue()
        bench.clock.advance(by: Double(issued.expiresIn) / 2 - 1)
        #expect(renewed(try await send(issued.token)) == nil)
        bench.clock.advance(by: 2)
        let answer = try await send(issued.token)
        let cookie = try #require(answer.headers.setCookie(bench.cookies.accessName))
        let token = try bench.token(cookie.value)
        #expect(token.expiresAt > issued.expiresAt)
        #expect(cookie.maxAge == Int(token.expiresAt.timeIntervalSince(bench.clock.now)))
        #expect(answer.headers[.cacheControl] == "no-store")
    }

    @Test("happens in a window of the caller's")
    func ownWindow() async throws {
        let issued = try bench.issue()
        let router = try router(middleware(window: 60))
        bench.clock.advance(by: Double(issued.expiresIn) - 61)
        #expect(renewed(try await send(issued.token, to: router)) == nil)
        bench.clock.advance(by: 1)
        #expect(renewed(try await send(issued.token, to: router)) != nil)
    }

    @Test("keeps all that the sign-in was, and is no fresher [B9]")
    func keeps() async throws {
        let issued = try bench.issue()
        let old = try bench.token(issued.token)
        bench.clock.advance(by: 600)
        let text = try #require(renewed(try await send(issued.token)))
        let new = try bench.token(text)
        #expect(new.subject == old.subject && new.sessionID == old.sessionID && new.epoch == old.epoch)
        #expect(new.authenticatedAt == old.authenticatedAt && new.authenticationMethods == ["pwd"])
        #expect(new.scope == old.scope && new.roles == old.roles && new.payload["tier"] == "gold")
        #expect(new.csrfClaim == old.csrfClaim && new.tokenID != old.tokenID)
    }

    @Test("the CSRF cookie lives on with it, if it fits")
    func csrfCookie() async throws {
        let issued = try bench.issue()
        bench.clock.advance(by: 600)
        let fitting = try await send(issued.token).headers.setCookie(bench.cookies.csrfName)
        #expect(fitting?.value == CookieBench.secret && (fitting?.maxAge ?? 0) >= 855)
        for csrf in [nil, "of another session"] {
            let answer = try await send(issued.token, csrf: csrf)
            #expect(renewed(answer) != nil)
            #expect(answer.headers.setCookie(bench.cookies.csrfName) == nil)
        }
    }

    @Test("a page goes on with renewed cookies and the CSRF token it has")
    func goesOn() async throws {
        var text = try bench.issue().token
        for _ in 0..<20 {
            bench.clock.advance(by: 600)
            let answer = try await send(text, method: .post)
            #expect(answer.status == .ok)
            text = try #require(renewed(answer))
        }
        #expect(try bench.token(text).authenticatedAt == TestTokens.now - 60)
    }

    @Test("never past the end that the session has [B9]")
    func absoluteEnd() async throws {
        let end = TestTokens.now + 1000
        let issued = try bench.issue(CookieBench.grant(sessionEnd: end))
        bench.clock.advance(by: 800)
        let text = try #require(renewed(try await send(issued.token)))
        #expect(try bench.token(text).expiresAt == end)
        #expect(try bench.token(text).sessionExpiresAt == end)
        bench.clock.advance(by: 190)
        // Nothing is left to win.
        #expect(renewed(try await send(text)) == nil)
        bench.clock.advance(by: 10)
        #expect(try await send(text).code == "token_expired")
    }

    @Test("a session whose tokens do not say their end has one from the first renewal on")
    func derivedEnd() async throws {
        var text = try bench.issue().token
        let router = try router(middleware(sessionLifetime: 2000))
        let end = TestTokens.now - 60 + 2000
        while true {
            bench.clock.advance(by: 500)
            guard bench.clock.now < end else { break }
            guard let next = renewed(try await send(text, to: router)) else { continue }
            #expect(try bench.token(next).sessionExpiresAt == end)
            #expect(try bench.token(next).expiresAt <= end)
            text = next
        }
        #expect(try await send(text, to: router).code == "token_expired")
    }

    @Test("never on an answer that is an error", arguments: [400, 401, 403, 404, 500, 503])
    func errors(status: Int) async throws {
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let answered = try router { _, _ in Response(status: .init(code: status)) }
        #expect(try await send(token, to: answered).headers.setCookies.isEmpty)
        let thrown = try router { _, _ in throw HTTPError(.init(code: status)) }
        #expect(try await send(token, to: thrown).headers.setCookies.isEmpty)
    }

    @Test("never when the handler sets or clears a cookie itself, as logging out does [A7]")
    func handlerDecides() async throws {
        let bench = bench
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let changes: [@Sendable (inout Response) throws -> Void] = [
            { bench.cookies.clear(on: &$0) },
            { bench.cookies.logOut(on: &$0) },
            { $0.headers[.clearSiteData] = "\"cookies\"" },
            { try bench.cookies.set(bench.issue(), on: &$0, at: bench.clock.now) },
            {
                $0.headers.append(
                    HTTPField(name: .setCookie, value: "\(bench.cookies.refreshName)=; Max-Age=0")
                )
            },
            { $0.headers.append(HTTPField(name: .setCookie, value: "\(bench.cookies.csrfName)=x")) },
        ]
        for change in changes {
            let expected = Mutex<[SetCookie]>([])
            let router = try router { _, _ in
                var response = Response(status: .ok)
                try change(&response)
                expected.withLock { [cookies = response.headers.setCookies] in $0 = cookies }
                return response
            }
            #expect(try await send(token, to: router).headers.setCookies == expected.withLock { $0 })
        }
        let other = try router { _, _ in Response(status: .ok, headers: [.setCookie: "theme=dark"]) }
        #expect(try await send(token, to: other).headers.setCookies.count == 3)
    }

    @Test("never for a token without a session, since nothing would take its successors back")
    func withoutSession() async throws {
        let token = try bench.issue(CookieBench.grant(session: nil)).token
        bench.clock.advance(by: 600)
        #expect(try await send(token).headers.setCookies.isEmpty)
    }

    @Test("never without the cookie, with two of them, and in a preflight")
    func cookieOnly() async throws {
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let answer = try await Application(router: router()).test(.router) { client in
            try await client.execute(uri: "/", method: .get, headers: .bearer(token)) { $0 }
        }
        #expect(answer.status == .ok && answer.headers.setCookies.isEmpty)
        #expect(try await send(token, method: .options).headers.setCookies.isEmpty)
        #expect(try await send(token, method: .head).headers.setCookies.count == 2)
        let name = bench.cookies.accessName
        let twice = CookieBench.fields([name: token, name: token])
        let refused = try await Application(router: router()).test(.router) { client in
            try await client.execute(uri: "/", method: .get, headers: twice) { $0 }
        }
        #expect(refused.status == .badRequest && refused.headers.setCookies.isEmpty)
    }

    @Test("a closed account gets no new token [B7]")
    func closedAccount() async throws {
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let closed = try router(middleware { _, _ in nil })
        let answer = try await send(token, to: closed)
        #expect(answer.status == .ok && answer.headers.setCookies.isEmpty)
    }

    @Test("a failure to renew leaves the answer as it is")
    func failures() async throws {
        struct Outage: Error {}
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let tooLong = JSONValue.string(String(repeating: "x", count: 5000))
        let routers = [
            try router(middleware { _, _ in throw Outage() }),
            try router(middleware(isRevoked: { _ in throw Outage() })),
            try router(
                middleware { _, grant in
                    var grant = grant
                    grant.claims = ["long": tooLong]
                    return grant
                }
            ),
        ]
        for router in routers {
            let answer = try await send(token, to: router)
            #expect(answer.status == .ok && answer.headers.setCookies.isEmpty)
        }
    }
}

// MARK: Logging out

extension CookieRefreshTests {
    /// Ends the session as a logout does, for as long as the middleware says.
    private func logOut(_ text: String) throws {
        let token = try bench.token(text)
        bench.revocations.add(
            .session(TestTokens.sessionID),
            expiresAt: try middleware().revocationEnd(of: token)
        )
    }

    @Test("never after a logout while the handler was at work")
    func logoutDuringHandler() async throws {
        let (bench, token) = (bench, try bench.issue().token)
        bench.clock.advance(by: 600)
        let slow = try router { _, _ in
            try logOut(token)
            return Response(status: .ok)
        }
        let answer = try await send(token, to: slow)
        #expect(answer.status == .ok && answer.headers.setCookies.isEmpty)
        #expect(bench.revocations.count == 1)
    }

    @Test("never after a logout while the account was read")
    func logoutDuringAccount() async throws {
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let slow = try router(
            middleware { _, grant in
                try logOut(token)
                return grant
            }
        )
        #expect(try await send(token, to: slow).headers.setCookies.isEmpty)
    }

    @Test("never for a session that a list with I/O has revoked")
    func revokedElsewhere() async throws {
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let router = try router(middleware(isRevoked: { _ in true }))
        #expect(try await send(token, to: router).headers.setCookies.isEmpty)
    }

    @Test("a logout between the last question and the answer still covers the cookie that comes back")
    func logoutAfterLastQuestion() async throws {
        let token = try bench.issue().token
        bench.clock.advance(by: 600)
        let questions = Atomic(0)
        let late = try router(
            middleware(isRevoked: { _ in
                // The last of two questions: it says no, and the session ends at once.
                if questions.add(1, ordering: .relaxed).newValue == 2 { try logOut(token) }
                return false
            })
        )
        let cookie = try #require(renewed(try await send(token, to: late)))
        #expect(questions.load(ordering: .relaxed) == 2)
        // The revocation is remembered longer than the old token would have lived.
        bench.clock.advance(by: 500)
        bench.revocations.removeExpired(at: bench.clock.now)
        #expect(try await send(cookie).code == "token_revoked")
    }

    @Test("ending every sign-in of an account covers a renewed token that does not know when it began")
    func endingSignIns() async throws {
        var grant = CookieBench.grant()
        grant.authenticatedAt = nil
        let token = try bench.issue(grant).token
        bench.clock.advance(by: 600)
        let cookie = try #require(renewed(try await send(token)))
        bench.revocations.revoke(account: TestTokens.subject, at: bench.clock.now - 60)
        #expect(try await send(cookie).code == "token_revoked")
    }

    @Test("a logout and a slow request in parallel: whatever cookie comes back is refused")
    func race() async throws {
        for _ in 0..<50 {
            let suite = try CookieRefreshTests()
            let token = try suite.bench.issue().token
            suite.bench.clock.advance(by: 600)
            let router = try suite.router(
                suite.middleware { _, grant in
                    await Task.yield()
                    return grant
                }
            ) { _, _ in
                await Task.yield()
                return Response(status: .ok)
            }
            async let slow = suite.send(token, to: router)
            async let end: Void = suite.logOut(token)
            let answer = try await slow
            try await end
            guard let cookie = suite.renewed(answer) else { continue }
            #expect(try await suite.send(cookie).code == "token_revoked")
        }
    }
}
