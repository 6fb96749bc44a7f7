import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTesting
import LatchkeyTokens
import Testing

// snippet
func notesRouter(
    _ strategy: any TokenStrategy,
    _ locations: [TokenLocation]
) -> Router<BasicTokenRequestContext> {
    let router = Router(context: BasicTokenRequestContext.self)
    router.add(middleware: TokenAuthenticator(strategy, locations: locations))
    router.group("notes")
        .add(middleware: RequireToken(.scope("notes:read")))
        .get { _, context in "Notes of \(try context.requireToken().subject)" }
    return router
}
// end

@Suite("The article SessionsOrTokens")
struct SessionsOrTokens {
    private func notes(
        _ router: Router<BasicTokenRequestContext>,
        _ fields: HTTPFields
    ) async throws -> TestResponse {
        try await Application(router: router).test(.router) {
            try await $0.get("/notes", headers: fields)
        }
    }

    @Test("the same routes over JWTs or sessions: one argument differs [A7] [C3]")
    func both() async throws {
        let issuer = try TestIssuer(clock: TestClock(.now))
        let verifier = issuer.verifier
        // snippet
        let sessions = OpaqueSessions(storage: MemoryOpaqueSessions())

        let overTokens = notesRouter(verifier, [.bearer])
        let overSessions = notesRouter(sessions, [.bearer])
        // end
        let jwt = HTTPFields.bearer(try issuer.token(scope: "notes:read"))
        let started = try await sessions.start(
            TokenGrant(subject: "ada", scope: "notes:read"),
            at: .now
        )
        let session = HTTPFields.bearer(started.token)
        #expect(try await notes(overTokens, jwt).text == "Notes of ada")
        #expect(try await notes(overSessions, session).text == "Notes of ada")
        #expect(try await notes(overTokens, session).status == .unauthorized)
        #expect(try await notes(overSessions, jwt).status == .unauthorized)
    }

    @Test("a session has a new secret after login and step-up, and ends at logout [A7] [A9] [C3]")
    func lifeCycle() async throws {
        let sessions = OpaqueSessions(storage: MemoryOpaqueSessions())
        let textOfTheRequest: String? = "lks_planted"
        // snippet
        let grant = TokenGrant(
            subject: "ada",
            authenticatedAt: .now,
            scope: "notes:read",
            csrfToken: CSRFToken.random()
        )
        let started = try await sessions.start(grant, replacing: textOfTheRequest, at: .now)
        let stepped = try await sessions.renew(started.token, authenticatedBy: ["otp"], at: .now)
        let devices = try await sessions.sessions(of: "ada", at: .now)
        try await sessions.end(stepped.token)
        // end
        #expect(devices.map(\.id) == [started.session.id])
        for text in ["lks_planted", started.token, stepped.token] {
            await #expect(throws: TokenError.self) { try await sessions.resolve(text, at: .now) }
        }
    }

    @Test("a session in a cookie has its CSRF token [A7]")
    func cookie() async throws {
        let sessions = OpaqueSessions(storage: MemoryOpaqueSessions())
        let cookies = TokenCookies.standard
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        router.post("login") { _, _ in
            // … after the password was checked
            let secret = CSRFToken.random()
            let grant = TokenGrant(subject: "ada", authenticatedAt: .now, csrfToken: secret)
            let started = try await sessions.start(grant, at: .now)
            var response = Response(status: .noContent)
            try cookies.set(started, csrfToken: secret, on: &response)
            return response
        }
        router.group("notes")
            .add(middleware: TokenAuthenticator(sessions, locations: [cookies.accessLocation]))
            .add(middleware: RequireToken())
            .post { _, _ in HTTPResponse.Status.created }
        // end
        try await Application(router: router).test(.router) { client async throws in
            let login = try await client.execute(uri: "/login", method: .post) { $0.headers }
            let text = try #require(login.setCookie(cookies.accessName)).value
            var fields: HTTPFields = [.cookie: "\(cookies.accessName)=\(text)"]
            for status in [HTTPResponse.Status.forbidden, .created] {
                let answer = try await client.execute(uri: "/notes", method: .post, headers: fields) {
                    $0.status
                }
                #expect(answer == status)
                fields[.csrf] = login.setCookie(cookies.csrfName)?.value
            }
        }
    }
}
