import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdRouter
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTesting
import LatchkeyTokens
import Testing

// snippet
struct Author: Sendable {
    let name: String
    var isSuspended = false
}

struct NotesContext: AccountRequestContext {
    var coreContext: CoreRequestContextStorage
    var token: AccessToken?
    var account: Author?

    init(source: Source) { coreContext = .init(source: source) }
}
// end

// snippet
struct NotesMember: TokenIdentity {
    let id: String
    let isAdministrator: Bool

    init(_ token: AccessToken) {
        id = token.subject
        isAdministrator = token.hasRole("admin")
    }
}
// end

private struct BuilderContext: TokenRequestContext, RouterRequestContext {
    var coreContext: CoreRequestContextStorage
    var routerContext = RouterBuilderContext()
    var token: AccessToken?

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}

@Suite("The article ProtectingRoutes")
struct ProtectingRoutes {
    private let issuer: TestIssuer

    init() throws { issuer = try TestIssuer(clock: TestClock(.now)) }

    private func bearer(scope: Scope = "", roles: [String] = []) throws -> HTTPFields {
        .bearer(try issuer.token(scope: scope, roles: roles))
    }

    @Test("guards routes by what the token carries [A8] [B2] [E3]")
    func guards() async throws {
        let keys = issuer.publishedKeys
        // snippet
        let verifier = TokenVerifier(
            keys: FixedKeys(keys),
            issuer: "https://id.example",
            audience: "https://api.example"
        )
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(verifier))
        // end
        // snippet
        router.group("me")
            .add(middleware: RequireToken())
            .get { _, context in try context.requireToken().subject }
        router.group("notes")
            .add(middleware: RequireToken(.scope("notes:read")))
            .get { _, _ in "all the notes" }
        router.group("reports")
            .add(middleware: RequireToken(.role("admin") || .scope("reports:read") && .fresh))
            .get { _, _ in "all the reports" }
        // end
        // snippet
        router.get("notes/{owner}") { _, context in
            let token = try context.require(.scope("notes:read"))
            let owner = try context.parameters.require("owner")
            if owner != token.subject { try context.require(.role("admin")) }
            return "the notes of \(owner)"
        }
        // end
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/me").code == "token_missing")
            #expect(try await client.get("/me", headers: bearer()).text == "ada")
            #expect(try await client.get("/notes", headers: bearer()).code == "insufficient_scope")
            let reader = try bearer(scope: "notes:read reports:read")
            #expect(try await client.get("/notes", headers: reader).text == "all the notes")
            #expect(try await client.get("/reports", headers: reader).text == "all the reports")
            #expect(try await client.get("/notes/ada", headers: reader).text == "the notes of ada")
            #expect(try await client.get("/notes/bob", headers: reader).code == "insufficient_role")
            let administrator = try bearer(roles: ["admin"])
            #expect(try await client.get("/reports", headers: administrator).status == .ok)
        }
    }

    @Test("reads the same in a result-builder router [B2]")
    func builder() async throws {
        let verifier = issuer.verifier
        // snippet
        let router = RouterBuilder(context: BuilderContext.self) {
            TokenAuthenticator(verifier)
            RouteGroup("notes") {
                RequireToken(.scope("notes:read"))
                Get { _, _ in "all the notes" }
            }
        }
        // end
        try await Application(responder: router).test(.router) { client async throws in
            #expect(try await client.get("/notes").status == .unauthorized)
            let reader = try bearer(scope: "notes:read")
            #expect(try await client.get("/notes", headers: reader).text == "all the notes")
        }
    }

    @Test("finds tokens in other places, x-access-token among them [B3] [D6]")
    func places() async throws {
        let verifier = issuer.verifier
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        router.group("api")
            .add(middleware: TokenAuthenticator(verifier, locations: [.bearer, .header("x-access-token")]))
            .add(middleware: RequireToken())
            .get("me") { _, context in try context.requireToken().subject }
        router.group("downloads")
            .add(middleware: TokenAuthenticator(verifier, locations: [.query("access_token")]))
            .add(middleware: RequireToken(.scope("files:read")))
            .get("{file}") { _, context in try context.parameters.require("file") }
        // end
        let token = try issuer.token(scope: "files:read")
        try await Application(router: router).test(.router) { client async throws in
            var fields: HTTPFields = [:]
            fields[try #require(HTTPField.Name("x-access-token"))] = token
            #expect(try await client.get("/api/me", headers: fields).text == "ada")
            #expect(try await client.get("/downloads/a.pdf", headers: fields).status == .unauthorized)
            #expect(try await client.get("/downloads/a.pdf?access_token=\(token)").text == "a.pdf")
            fields[.authorization] = "Bearer \(try issuer.token(subject: "bob"))"
            #expect(try await client.get("/api/me", headers: fields).code == "invalid_request")
        }
    }

    @Test("hands the account to the handler, loaded or from the claims [D6] [B9]")
    func account() async throws {
        let verifier = issuer.verifier
        let authors = ["ada": Author(name: "Ada"), "eve": Author(name: "Eve", isSuspended: true)]
        // snippet
        let router = Router(context: NotesContext.self)
        router.add(middleware: TokenAuthenticator(verifier))
        router.add(
            middleware: AccountLoader(isActive: { !$0.isSuspended }) { token, _ in
                authors[token.subject]
            }
        )
        router.get("name") { _, context in try context.requireAccount().name }
        // end
        // snippet
        router.get("member") { _, context in
            let member = try context.identity(as: NotesMember.self)
            return member.isAdministrator ? "administrator" : member.id
        }
        // end
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/name", headers: bearer()).text == "Ada")
            #expect(try await client.get("/name").code == "token_missing")
            let suspended = HTTPFields.bearer(try issuer.token(subject: "eve"))
            #expect(try await client.get("/name", headers: suspended).code == "token_invalid")
            #expect(
                try await client.get("/member", headers: bearer(roles: ["admin"])).text == "administrator"
            )
        }
    }

    @Test("answers refusals in its own way, in one place [B9] [C2]")
    func answers() async throws {
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        router.add(
            middleware: ProblemResponses(messages: .standard) { problem, _, _ in
                guard problem.code == .tokenMissing else { return nil }
                return .redirect(to: "/login", type: .normal)
            }
        )
        // end
        router.add(middleware: TokenAuthenticator(issuer.verifier))
        router.add(middleware: RequireToken())
        router.get("me") { _, _ in "me" }
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/me").headers[.location] == "/login")
            var fields = HTTPFields.bearer(try issuer.expiredToken())
            fields[.acceptLanguage] = "zh-TW"
            let answer = try await client.get("/me", headers: fields)
            #expect(try answer.code == "token_expired" && answer.headers[.contentLanguage] == "zh-Hant")
        }
    }

    @Test("trusts several issuers, each with its own keys [A8]")
    func issuers() async throws {
        let north = try TestIssuer(issuer: "https://north.example", clock: issuer.clock)
        let south = try TestIssuer(issuer: "https://south.example", clock: issuer.clock)
        let directory = [north, south].reduce(into: [:]) { $0[$1.issuer] = $1.publishedKeys }
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        let tenants = TokenResolver(by: [.issuer]) { clues in
            guard let issuer = clues.issuer, let keys = directory[issuer] else { return nil }
            return TokenVerifier(
                keys: FixedKeys(keys),
                issuer: issuer,
                audience: "https://api.example"
            )
        }
        router.add(middleware: TokenAuthenticator(tenants))
        // end
        router.get("who") { _, context in try context.requireToken().payload.string("iss") ?? "" }
        try await Application(router: router).test(.router) { client async throws in
            for tenant in [north, south] {
                let answer = try await client.execute(uri: "/who", token: tenant.token())
                #expect(answer.text == tenant.issuer)
                let forged = try await client.execute(uri: "/who", token: tenant.forgedToken())
                #expect(forged.status == .unauthorized)
            }
            #expect(try await client.execute(uri: "/who", token: issuer.token()).status == .unauthorized)
        }
    }
}
