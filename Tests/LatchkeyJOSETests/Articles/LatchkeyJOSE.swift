import FoundationEssentials
import LatchkeyJOSE
import Testing

@Suite("The landing page of LatchkeyJOSE")
struct LandingPage {
    @Test("shows code that does what it says")
    func run() throws {
        // snippet
        // 1. A key for one algorithm.
        let key = try JWK.generate(.es256)

        // 2. A token.
        let claims = Claims(
            issuer: "https://id.example",
            subject: "42",
            audience: ["shop"],
            expiresAt: .now + 900
        )
        let token = try JWT.sign(claims, with: key)

        // 3. A verifier that has the public half.
        let verifier = JWTVerifier(
            keys: JWKSet([key]).publicKeys,
            algorithms: [.es256],
            issuer: "https://id.example",
            audience: "shop"
        )

        // 4. A verdict.
        let jwt = try verifier.verify(token, at: .now)
        // end
        #expect(jwt.subject == "42")
    }
}
