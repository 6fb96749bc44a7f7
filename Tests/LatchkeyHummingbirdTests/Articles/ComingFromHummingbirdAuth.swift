import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyTesting
import LatchkeyTokens
import Testing

// snippet
struct Person: Sendable {
    let name: String
}

struct PersonContext: AccountRequestContext {
    var coreContext: CoreRequestContextStorage
    var token: AccessToken?
    var account: Person?

    init(source: Source) { coreContext = .init(source: source) }
}
// end

@Suite("The article ComingFromHummingbirdAuth")
struct ComingFromHummingbirdAuth {
    @Test("authenticator, loader and guard take the places of the old middleware [B2] [D6]")
    func run() async throws {
        let issuer = try TestIssuer(clock: TestClock(.now))
        let verifier = issuer.verifier
        let people = ["ada": Person(name: "Ada")]
        // snippet
        let router = Router(context: PersonContext.self)
        router.add(middleware: TokenAuthenticator(verifier))  // an AuthenticatorMiddleware
        router.add(middleware: AccountLoader { token, _ in people[token.subject] })
        router.group("editors")
            .add(middleware: RequireToken(.role("editor") || .role("admin")))  // anyOf { RolePolicy … }
            .get { _, context in try context.requireAccount().name }  // requireIdentity()
        // end
        try await Application(router: router).test(.router) { client async throws in
            let editor = HTTPFields.bearer(try issuer.token(roles: ["editor"]))
            #expect(try await client.get("/editors", headers: editor).text == "Ada")
            #expect(try await client.get("/editors", headers: .bearer(issuer.token())).status == .forbidden)
            #expect(try await client.get("/editors").challenge == "Bearer")
        }
    }
}
