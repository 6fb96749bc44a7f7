import Foundation
import LatchkeyJOSE
import Measuring

/// What two typed claims of the caller's own add to an HS256 verification.
enum CustomLines {
    struct Custom: Codable, Sendable {
        var tenant: String
        var tier: String
    }

    static func all() throws -> [Line] {
        let key = try Subject.key(.hs256)
        let verifier = Subject.verifier(key, .hs256)
        let signer = try JWTSigner(key: key)
        let plain = try signer.sign(Subject.claims)
        let token = try signer.sign(Subject.claims(with: Custom(tenant: "acme-industries", tier: "gold")))
        return [
            Line(
                name: "jose.hs256.verify.custom",
                tokenSize: token.utf8.count,
                ours: {
                    for _ in 0..<$0 { keep(try verifier.verify(token, as: Custom.self, at: Subject.now)) }
                },
                baselines: [
                    ("without", { for _ in 0..<$0 { keep(try verifier.verify(plain, at: Subject.now)) } })
                ]
            )
        ]
    }
}
