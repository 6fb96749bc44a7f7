import FoundationEssentials
import LatchkeyJOSE
import Testing

@Suite struct Smoke {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)

    struct Cart: Codable, Sendable, Equatable {
        var tier: String
        var items: [Int]?
    }

    @Test("signs and verifies", arguments: SignatureAlgorithm.allCases)
    func roundTrip(_ algorithm: SignatureAlgorithm) throws {
        let key = try JWK.generate(algorithm)
        let token = try JWT.sign(
            Claims(
                issuer: "https://id.example",
                subject: "42",
                audience: ["shop"],
                expiresAt: Self.now + 900,
                issuedAt: Self.now,
                tokenID: "é\"\\\u{1}",
                custom: Cart(tier: "gold", items: [1, 2])
            ),
            with: key
        )
        let again = try JWK(json: key.json())
        #expect(again.json() == key.json())
        let verifier = JWTVerifier(
            keys: JWKSet([again]).publicKeys.keys.isEmpty ? JWKSet([again]) : JWKSet([again]).publicKeys,
            algorithms: [algorithm],
            issuer: "https://id.example",
            audience: "shop"
        )
        let jwt = try verifier.verify(token, as: Cart.self, at: Self.now)
        #expect(jwt.custom == Cart(tier: "gold", items: [1, 2]))
        #expect(jwt.subject == "42")
        #expect(jwt.audience == ["shop"])
        #expect(jwt.tokenID == "é\"\\\u{1}")
        #expect(throws: JWTError.tokenExpired(at: Self.now + 900)) {
            try verifier.verify(token, at: Self.now + 900)
        }
        #expect(throws: JWTError.signatureInvalid) {
            try verifier.verify(String(token.dropLast(4)) + "AAAA", at: Self.now)
        }
    }
}
