import FoundationEssentials
import LatchkeyJOSE
import Testing

// Between `// snippet` and `// end` stands what the article of the same name shows, in its order.

// snippet
struct Cart: Codable, Sendable {
    var tier: String
}
// end

@Suite("The article GettingStarted")
struct GettingStarted {
    @Test("shows code that does what it says")
    func run() throws {
        // snippet
        let key = try JWK.generate(.es256)
        let file = try key.write(as: .pem(.pkcs8), passphrase: "correct horse battery staple")
        // end
        #expect(file.starts(with: Array("-----BEGIN ENCRYPTED PRIVATE KEY-----".utf8)))

        // snippet
        let signer = try JWTSigner(key: key)
        let claims = Claims(
            issuer: "https://id.example",
            subject: "42",
            audience: ["shop"],
            expiresAt: .now + 900,
            custom: Cart(tier: "gold")
        )
        let token = try signer.sign(claims)
        // end

        // snippet
        let keys = JWKSet([key]).publicKeys
        let published = keys.json()
        // end

        // snippet
        let verifier = JWTVerifier(
            keys: try JWKSet(json: published),
            algorithms: [.es256],
            issuer: "https://id.example",
            audience: "shop"
        )
        let jwt = try verifier.verify(token, as: Cart.self, at: .now)
        print(jwt.subject ?? "nobody", jwt.custom.tier)
        // end
        #expect(jwt.subject == "42")
        #expect(jwt.custom.tier == "gold")
    }
}
