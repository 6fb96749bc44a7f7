import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@Suite("The article ComingFromFlaskJWTExtended")
struct ComingFromFlaskJWTExtended {
    @Test("the application of the tutorials: sign in, call, and be known [B1] [B2] [B9]")
    func application() async throws {
        let secret = (0..<32).map { UInt8($0) }
        // snippet
        let key = try JWK(hmacSecret: secret, algorithm: .hs256)
        let tokenIssuer = try TokenIssuer(
            key: key,
            issuer: "https://id.example",
            audience: ["https://api.example"]
        )
        let verifier = TokenVerifier(
            keys: FixedKeys(JWKSet([key])),
            algorithms: [.hs256],
            issuer: "https://id.example",
            audience: "https://api.example"
        )

        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(verifier))
        router.post("login") { _, _ in
            // … after the password was checked; create_access_token(identity="ada")
            try tokenIssuer.issue(TokenGrant(subject: "ada", authenticatedAt: .now), at: .now).token
        }
        router.group("protected")
            .add(middleware: RequireToken())  // @jwt_required()
            .get { _, context in try context.requireToken().subject }  // get_jwt_identity()
        // end
        try await Application(router: router).test(.router) { client async throws in
            let token = try await client.execute(uri: "/login", method: .post) { $0.text }
            #expect(try await client.get("/protected", headers: .bearer(token)).text == "ada")
            #expect(try await client.get("/protected").status == .unauthorized)
        }
    }

    @Test("tokens of the Flask application are taken while one moves, its refresh tokens are not [B9]")
    func moving() async throws {
        let key = try JWK(hmacSecret: (0..<32).map { UInt8($0) }, algorithm: .hs256)
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        let flaskTokens = TokenVerifier(
            keys: FixedKeys(JWKSet([key])),
            algorithms: [.hs256],
            issuer: "https://id.example",
            audience: "https://api.example",
            profile: .untyped
        )
        router.group("protected")
            .add(middleware: TokenAuthenticator(flaskTokens))
            .add(middleware: RequireToken(.claim("type", equals: "access")))
            .get { _, context in try context.requireToken().subject }
        // end
        /// What Flask-JWT-Extended writes.
        @Sendable func token(_ type: JSONValue) throws -> String {
            let now = Int64(Date().timeIntervalSince1970)
            let claims: JSONObject = [
                "fresh": false, "iat": .integer(now), "jti": "4a1f", "type": type, "sub": "ada",
                "nbf": .integer(now), "csrf": "b7", "exp": .integer(now + 900),
                "iss": "https://id.example", "aud": "https://api.example",
            ]
            return try JWTSigner(key: key, type: "JWT").sign(payload: claims)
        }
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/protected", headers: .bearer(token("access"))).text == "ada")
            #expect(
                try await client.get("/protected", headers: .bearer(token("refresh"))).code == "access_denied"
            )
        }
    }
}
