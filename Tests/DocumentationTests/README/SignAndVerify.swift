import Foundation
import LatchkeyJOSE

struct Cart: Codable, Sendable {
    var tier: String
}

/// README, "Sign and verify".
func signAndVerify() throws -> VerifiedJWT<Cart> {
    let key = try JWK.generate(.es256)
    let claims = Claims(
        issuer: "https://id.example",
        subject: "42",
        audience: ["shop"],
        expiresAt: .now + 900,
        custom: Cart(tier: "gold")
    )
    let token = try JWT.sign(claims, with: key)

    let verifier = JWTVerifier(key: key, algorithms: [.es256], issuer: "https://id.example", audience: "shop")
    let jwt = try verifier.verify(token, as: Cart.self, at: .now)  // VerifiedJWT<Cart>

    return jwt
}
