import Crypto
import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Verifies the assertions with which clients authenticate (`private_key_jwt`, RFC 7523 §3).
///
/// An assertion names its client as `iss` and `sub`, this server alone as `aud`, ends within minutes, and has a `jti` that
/// is good once.
struct ClientAssertion: Sendable {
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// Seconds before its end that an assertion may be made at most.
    static let longestLife: TimeInterval = 300
    /// Seconds of clock difference to forgive.
    static let leeway: TimeInterval = 30
    /// The longest `jti` in octets.
    private static let longestIdentifier = 256

    /// A verified assertion.
    struct Verified: Sendable {
        /// What stands for the client and the `jti` in the store of used ones.
        let digest: [UInt8]
        /// When it is accepted no more by itself.
        let expiresAt: Date
    }

    /// The values that `aud` may have: the issuer, or the token endpoint.
    let audiences: [String]

    /// The client that an assertion claims to be of; nothing is verified yet.
    static func claimedClient(_ text: String) -> UUIDv7? {
        guard let issuer = try? UnverifiedJWT(text).payload.string("iss") else { return nil }
        return UUIDv7(issuer)
    }

    /// Verifies everything but whether it was used before.
    ///
    /// - Throws: ``JWTError``.
    func verify(_ text: String, of client: Client, at now: Date) throws(JWTError) -> Verified {
        let keys = try JWKSet(json: client.keys ?? #"{"keys":[]}"#)
        let verifier = JWTVerifier(
            keys: keys,
            algorithms: ClientKeys.algorithms,
            issuer: .exactly(client.id.description),
            audience: .anyOf(audiences),
            subject: .exactly(client.id.description),
            required: ["jti"],
            leeway: Self.leeway
        )
        let jwt = try verifier.verify(text, at: now)
        // For several audiences at once, another of them could present it here.
        guard jwt.audience.count == 1 else {
            throw .claimInvalid(name: "aud", expected: "this server alone")
        }
        guard let end = jwt.expiresAt, end <= now + Self.longestLife + Self.leeway else {
            throw .claimInvalid(name: "exp", expected: "at most \(Int(Self.longestLife)) seconds from now")
        }
        guard let identifier = jwt.tokenID, (1...Self.longestIdentifier).contains(identifier.utf8.count)
        else {
            throw .claimInvalid(name: "jti", expected: "1 to \(Self.longestIdentifier) octets")
        }
        let digest = Array(SHA256.hash(data: client.id.bytes + Array(identifier.utf8)))
        return Verified(digest: digest, expiresAt: end + Self.leeway)
    }
}
