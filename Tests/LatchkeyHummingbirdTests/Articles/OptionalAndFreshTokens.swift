import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTesting
import LatchkeyTokens
import Testing

@Suite("The article OptionalAndFreshTokens")
struct OptionalAndFreshTokens {
    private let issuer: TestIssuer

    init() throws { issuer = try TestIssuer(clock: TestClock(.now)) }

    @Test("serves strangers, and knows who comes with a token [B4]")
    func optional() async throws {
        let verifier = issuer.verifier
        // snippet
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(verifier))
        router.get("/") { _, context in
            guard let token = context.token else { return "Sign in to see your notes." }
            return "Welcome back, \(token.subject)."
        }
        // end
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/").text == "Sign in to see your notes.")
            let known = HTTPFields.bearer(try issuer.token())
            #expect(try await client.get("/", headers: known).text == "Welcome back, ada.")
            let expired = HTTPFields.bearer(try issuer.expiredToken())
            #expect(try await client.get("/", headers: expired).code == "token_expired")
        }
    }

    @Test("wants a recent sign-in, and a strong one, where it matters [B9]")
    func fresh() async throws {
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(issuer.verifier))
        // snippet
        router.group("password")
            .add(middleware: RequireToken(.fresh))
            .put { _, _ in HTTPResponse.Status.noContent }
        router.group("payments")
            .add(middleware: RequireToken(.fresh(within: .seconds(60)) && .authenticationContext("phr")))
            .post { _, _ in HTTPResponse.Status.accepted }
        // end
        try await Application(router: router).test(.router) { client async throws in
            let put = { @Sendable (token: String) async throws in
                try await client.execute(uri: "/password", method: .put, headers: .bearer(token)) { $0 }
            }
            #expect(try await put(issuer.token()).status == .noContent)
            let old = TokenGrant(subject: "ada", authenticatedAt: .now - 301)
            let answer = try await put(issuer.issue(old))
            #expect(answer.status == .forbidden)
            #expect(answer.challenge == #"Bearer error="insufficient_user_authentication", max_age="300""#)
            let weak = try await client.execute(
                uri: "/payments",
                method: .post,
                headers: .bearer(try issuer.issue(TokenGrant(subject: "ada", authenticatedAt: .now)))
            ) { $0 }
            #expect(
                weak.challenge
                    == #"Bearer error="insufficient_user_authentication", acr_values="phr""#
            )
        }
    }

    @Test("says in the token when the person signed in [B9]")
    func issuing() throws {
        let tokenIssuer = try TokenIssuer(
            key: JWK.generate(.es256),
            issuer: "https://id.example",
            audience: ["https://api.example"]
        )
        // snippet
        let signedIn = try tokenIssuer.issue(
            TokenGrant(subject: "ada", authenticatedAt: .now, authenticationMethods: ["pwd"]),
            at: .now
        )
        // end
        let payload = try UnverifiedJWT(signedIn.token).payload
        #expect(try payload.integer("auth_time") != nil && payload.strings("amr") == ["pwd"])
    }
}
