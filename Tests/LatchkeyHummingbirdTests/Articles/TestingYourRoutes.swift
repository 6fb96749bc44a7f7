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
func buildRouter(
    _ verifier: any TokenStrategy,
    now: @escaping @Sendable () -> Date = { Date() }
) -> Router<BasicTokenRequestContext> {
    let router = Router(context: BasicTokenRequestContext.self)
    router.add(middleware: TokenAuthenticator(verifier, now: now))
    router.group("notes")
        .add(middleware: RequireToken(.scope("notes:read")))
        .get { _, context in "Notes of \(try context.requireToken().subject)" }
    router.group("settings")
        .add(middleware: RequireToken(.fresh, now: now))
        .get { _, _ in "settings" }
    return router
}
// end

// snippet
@Suite("The notes")
struct NotesTests {
    @Test("are for readers")
    func readers() async throws {
        let issuer = try TestIssuer()
        let router = buildRouter(issuer.verifier, now: issuer.clock.now)
        try await Application(router: router).test(.router) { client in
            let notes = try await client.execute(uri: "/notes", token: issuer.token(scope: "notes:read"))
            #expect(String(buffer: notes.body) == "Notes of ada")
            #expect(try await client.execute(uri: "/notes", token: issuer.token()).status == .forbidden)
            #expect(try await client.execute(uri: "/notes", token: nil).status == .unauthorized)
        }
    }
}
// end

@Suite("The article TestingYourRoutes")
struct TestingYourRoutes {
    @Test("its clock ages a token, and its tokens can be bad in every way")
    func ages() async throws {
        // snippet
        let issuer = try TestIssuer()
        let router = buildRouter(issuer.verifier, now: issuer.clock.now)
        try await Application(router: router).test(.router) { client in
            let token = try issuer.token()
            #expect(try await client.execute(uri: "/settings", token: token).status == .ok)
            issuer.clock.advance(by: 301)
            #expect(try await client.execute(uri: "/settings", token: token).status == .forbidden)
            issuer.clock.advance(by: 600)
            #expect(try await client.execute(uri: "/settings", token: token).status == .unauthorized)

            for bad in [try issuer.expiredToken(), try issuer.forgedToken(), "junk"] {
                #expect(try await client.execute(uri: "/settings", token: bad).status == .unauthorized)
            }
        }
        // end
    }

    @Test("takes tokens of every kind, revoked ones, and other places")
    func shapes() async throws {
        let issuer = try TestIssuer()
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(
            middleware: TokenAuthenticator(
                issuer.verifier,
                locations: [.cookie("session")],
                now: issuer.clock.now
            )
        )
        router.add(middleware: RequireToken())
        router.get("me") { _, _ in "me" }
        try await Application(router: router).test(.router) { client in
            // snippet
            let refresh = try issuer.issue(TokenGrant(kind: .refresh, subject: "ada"))
            let inCookie = try await client.execute(uri: "/me", token: refresh, in: .cookie("session"))
            #expect(inCookie.status == .unauthorized)

            let token = try issuer.token()
            try issuer.revocations.revoke(
                issuer.verifier.verify(token, at: issuer.clock.date),
                at: issuer.clock.date
            )
            let revoked = try await client.execute(uri: "/me", token: token, in: .cookie("session"))
            #expect(revoked.status == .unauthorized)
            // end
        }
    }
}
