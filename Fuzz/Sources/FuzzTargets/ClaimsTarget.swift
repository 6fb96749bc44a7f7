import FoundationEssentials
import LatchkeyJOSE

/// Claims, decoded from a token that is signed: the typed readers, the rules, and the way back.
enum ClaimsTarget {
    /// One member of every kind that a caller may ask for.
    private struct Custom: Codable, Sendable {
        enum Tier: String, Codable, Sendable { case free, gold }
        struct Place: Codable, Sendable {
            var name: String
            var position: [Double]?
            var inner: [Place]?
        }

        var tier: Tier?
        var small: Int8?
        var big: UInt64?
        var whole: Int?
        var real: Float?
        var flag: Bool?
        var list: [String?]?
        var data: Data?
        var date: Date?
        var link: URL?
        var place: Place?
        var table: [String: JSONValue]?
        var any: JSONValue?
    }

    private static let signer = FuzzKeys.verification.keys.first.flatMap { try? JWTSigner(key: $0) }
    private static let verifier = JWTVerifier(
        keys: FuzzKeys.verification,
        algorithms: [.hs256],
        issuer: ["https://id.example", "i"],
        audience: "shop",
        expiry: .ifPresent,
        leeway: 60,
        maximumAge: 1e9
    )
    private static let lenient = JWTVerifier(
        keys: FuzzKeys.verification,
        algorithms: [.hs256],
        issuer: .unchecked,
        audience: .unchecked,
        expiry: .ifPresent
    )

    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        guard let signer else { throw FuzzFinding(message: "there is no signer") }
        guard let token = try? signer.sign(payloadJSON: input) else { return }
        let jws = try FuzzFinding.unfailing("what was signed is refused") {
            try verifier.verifySignature(token)
        }
        try FuzzFinding.expect(jws.payload == input, "the payload changed")
        if let jwt = try? verifier.verify(token, at: FuzzKeys.now) {
            try FuzzFinding.expect(jwt.issuer == "https://id.example" || jwt.issuer == "i", "another issuer")
            try FuzzFinding.expect(jwt.audience.contains("shop"), "another audience")
            try FuzzFinding.expect(jwt.issuedAt != nil, "an age without iat")
        }
        if let jwt = try? lenient.verify(token, as: Custom.self, at: FuzzKeys.now) {
            try signAgain(jwt, signer)
        }
    }

    /// Claims that were read can be written, and are the same when they are read again.
    private static func signAgain(_ jwt: VerifiedJWT<Custom>, _ signer: JWTSigner) throws(FuzzFinding) {
        let again = try FuzzFinding.unfailing("claims that were read cannot be signed again") {
            try lenient.verify(signer.sign(jwt.claims), as: Custom.self, at: FuzzKeys.now)
        }
        try FuzzFinding.expect(again.subject == jwt.subject, "sub changed")
        try FuzzFinding.expect(again.audience == jwt.audience, "aud changed")
        try FuzzFinding.expect(again.expiresAt == jwt.expiresAt, "exp changed")
        try FuzzFinding.expect(again.custom.big == jwt.custom.big, "a large integer changed")
        try FuzzFinding.expect(again.custom.data == jwt.custom.data, "octets changed")
        try FuzzFinding.expect(again.custom.list == jwt.custom.list, "a list changed")
    }
}
