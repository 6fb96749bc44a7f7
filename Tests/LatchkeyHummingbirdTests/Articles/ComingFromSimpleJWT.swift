import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Testing

// snippet
struct TokenPairAnswer: ResponseEncodable {
    let access: String
    let refresh: String
}
// end

private struct User: Sendable {
    var isActive = true
    var roles: [String] = []
}

private struct Users: Sendable {
    func find(_ subject: String) async throws -> User? { subject == "ada" ? User() : nil }
}

@Suite("The article ComingFromSimpleJWT")
struct ComingFromSimpleJWT {
    @Test("obtains a pair and refreshes it under the paths of SimpleJWT [B5] [B7]")
    func pair() async throws {
        let key = try JWK.generate(.es256)
        let users = Users()
        let tokenIssuer = try TokenIssuer(
            key: key,
            issuer: "https://id.example",
            audience: ["https://api.example"]
        )
        let refreshTokens = TokenVerifier(
            keys: FixedKeys(JWKSet([key]).publicKeys),
            issuer: "https://id.example",
            audience: "https://api.example",
            kinds: [.refresh]
        )
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        router.post("api/token") { _, _ in
            // … after the password was checked
            let grant = TokenGrant(subject: "ada", authenticatedAt: .now)
            let pair = try tokenIssuer.issuePair(grant, refreshLifetime: 86_400, at: .now)
            return TokenPairAnswer(access: pair.access.token, refresh: pair.refresh.token)
        }
        let refresh = TokenRefresh(tokenIssuer) { token, grant in
            guard let user = try await users.find(token.subject), user.isActive else { return nil }
            var grant = grant
            grant.roles = user.roles
            return grant
        }
        router.group("api/token/refresh")
            .add(middleware: TokenAuthenticator(refreshTokens, locations: [.json("refresh")]))
            .post(use: refresh.answer)
        // end
        try await Application(router: router).test(.router) { client async throws in
            let text = try await client.execute(uri: "/api/token", method: .post) { $0.text }
            let token = try #require(try JSONObject(json: text).string("refresh"))
            let answer = try await client.execute(
                uri: "/api/token/refresh",
                method: .post,
                headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"refresh":"\#(token)"}"#)
            ) { $0 }
            #expect(try JSONObject(json: answer.text).string("access_token") != nil)
        }
    }
}
