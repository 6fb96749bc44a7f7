import FoundationEssentials
import LatchkeyJOSE
import Testing

@Suite("The article RotatingKeys")
struct RotatingKeys {
    @Test("changes keys without refusing a token")
    func run() throws {
        let current = try JWK.generate(.es256)
        let old = try JWT.sign(claims, with: current)

        // snippet
        let next = try JWK.generate(.es256)
        var published = JWKSet([current, next]).publicKeys
        // end
        _ = try verifier(published).verify(old, at: .now)

        // snippet
        let signer = try JWTSigner(key: next)
        // end
        let new = try signer.sign(claims)
        _ = try verifier(published).verify(new, at: .now)
        _ = try verifier(published).verify(old, at: .now)

        // snippet
        published = JWKSet([next]).publicKeys
        // end
        _ = try verifier(published).verify(new, at: .now)
        #expect(throws: JWTError.keyUnknown(keyID: current.keyID)) {
            try verifier(published).verify(old, at: .now)
        }
    }

    private let claims = Claims(issuer: "https://id.example", audience: ["shop"], expiresAt: .now + 900)

    private func verifier(_ keys: JWKSet) -> JWTVerifier {
        JWTVerifier(keys: keys, algorithms: [.es256], issuer: "https://id.example", audience: "shop")
    }
}
