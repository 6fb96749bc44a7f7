import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyTesting
import LatchkeyTokens
import Testing

// Between `// snippet` and `// end` stands what the article of the same name shows, in its order.

@Suite("The landing page of LatchkeyHummingbird")
struct LandingPage {
    @Test("protects a route in three lines [B1] [B2] [B4]")
    func run() async throws {
        let issuer = try TestIssuer(clock: TestClock(.now))
        let verifier = issuer.verifier
        // snippet
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(verifier))
        router.get("welcome") { _, context in "Hello \(context.token?.subject ?? "stranger")" }
        router.group("notes")
            .add(middleware: RequireToken(.scope("notes:read")))
            .get { _, context in "Notes of \(try context.requireToken().subject)" }
        // end
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/welcome").text == "Hello stranger")
            #expect(try await client.get("/notes").challenge == "Bearer")
            let reader = HTTPFields.bearer(try issuer.token(scope: "notes:read"))
            #expect(try await client.get("/notes", headers: reader).text == "Notes of ada")
        }
    }
}
