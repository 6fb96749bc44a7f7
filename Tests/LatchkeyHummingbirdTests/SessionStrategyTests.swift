import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct SessionStrategyTests {
    private static let csrfToken = CSRFToken.random()
    private let store = MemoryOpaqueSessions()
    private let sessions: OpaqueSessions

    init() { sessions = OpaqueSessions(storage: store) }

    /// The same guards over any strategy: one argument differs.
    private func router(_ strategy: any TokenStrategy) -> Router<TestContext> {
        let router = Router(context: TestContext.self)
        router.add(
            middleware: TokenAuthenticator(
                strategy,
                locations: [.bearer, .cookie("__Host-session")],
                now: { TestTokens.now }
            )
        )
        router.group("notes")
            .add(middleware: RequireToken(.scope("notes:read"), now: { TestTokens.now }))
            .get { _, context in try context.requireToken().subject }
            .post { _, context in try context.requireToken().subject }
        return router
    }

    private func start(_ subject: String = TestTokens.subject) async throws -> StartedSession {
        try await sessions.start(
            TokenGrant(subject: subject, scope: "notes:read", csrfToken: Self.csrfToken),
            at: TestTokens.now
        )
    }

    @Test("the same guard stands over a stateless JWT and over a server-side session [A7] [C3]")
    func sameGuard() async throws {
        for (strategy, text) in [
            (try TestTokens.verifier() as any TokenStrategy, try TestTokens.sign()),
            (sessions, try await start().token),
        ] {
            try await router(strategy).test { client in
                let answer = try await client.get("/notes", headers: .bearer(text))
                #expect(answer.status == .ok)
                #expect(answer.text == TestTokens.subject)
                #expect(try await client.get("/notes").code == "token_missing")
                #expect(try await client.get("/notes", headers: .bearer("lks_junk")).status == .unauthorized)
            }
        }
    }

    @Test("a session in a cookie is protected against other sites by its CSRF token [A7]")
    func cookie() async throws {
        let started = try await start()
        #expect(started.issued.csrfToken == Self.csrfToken)
        #expect(started.issued.expiresAt == started.session.expiresAt)
        #expect(started.issued.expiresIn == 30 * 86_400)
        let token = started.token
        try await router(sessions).test { client in
            let cookie: HTTPFields = [.cookie: "__Host-session=\(token)"]
            let read = try await client.get("/notes", headers: cookie)
            #expect(read.status == .ok)
            func post(_ csrfToken: String?) async throws -> HTTPResponse.Status {
                var headers = cookie
                if let name = HTTPField.Name("X-CSRF-Token") { headers[name] = csrfToken }
                return try await client.execute(uri: "/notes", method: .post, headers: headers) { $0.status }
            }
            #expect(try await post(nil) == .forbidden)
            let foreign = CSRFToken.random()
            #expect(try await post(foreign) == .forbidden)
            #expect(try await post(Self.csrfToken) == .ok)
        }
    }

    @Test("an ended, a renewed and an invented session are 401 from the next request on [A7]")
    func ended() async throws {
        let sessions = sessions
        let (ended, renewed, kept) = (try await start(), try await start(), try await start())
        let invented = try await OpaqueSessions(storage: MemoryOpaqueSessions())
            .start(TokenGrant(subject: "mallory", scope: "notes:read"), at: TestTokens.now)
        try await router(sessions).test { client in
            #expect(try await client.get("/notes", headers: .bearer(ended.token)).status == .ok)
            try await sessions.end(ended.token)
            let raised = try await sessions.renew(
                renewed.token,
                authenticatedBy: ["pwd", "otp"],
                at: TestTokens.now
            )
            for dead in [ended.token, renewed.token, invented.token] {
                let answer = try await client.get("/notes", headers: .bearer(dead))
                #expect(answer.status == .unauthorized)
                #expect(try answer.code == "token_invalid")
            }
            for alive in [raised.token, kept.token] {
                #expect(try await client.get("/notes", headers: .bearer(alive)).status == .ok)
            }
        }
    }

    @Test("of two tenants each gets in with its own token only")
    func tenants() async throws {
        let verifier = try TestTokens.verifier()
        let resolver = TokenResolver(by: [.issuer]) { clues in
            clues.issuer == TestTokens.issuer ? verifier : nil
        }
        let good = try TestTokens.sign()
        let spoofed = try TestTokens.sign(key: TestTokens.otherKey)
        let stranger = try TestTokens.sign(["iss": "https://evil.example"])
        try await router(resolver).test { client in
            for _ in 0..<2 {
                #expect(try await client.get("/notes", headers: .bearer(good)).status == .ok)
                for text in [spoofed, stranger] {
                    let answer = try await client.get("/notes", headers: .bearer(text))
                    #expect(answer.status == .unauthorized)
                    #expect(try answer.code == "token_invalid")
                }
            }
        }
    }
}
