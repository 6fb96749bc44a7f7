import FoundationEssentials

@testable import LatchkeyJOSE

/// The moment, the keys and the parties that the tests agree on.
enum Fixed {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let issuer = "https://id.example"
    static let audience = "shop"

    /// A secret long enough for every HMAC.
    static let secret = [UInt8](0..<64)

    static func hmac(_ algorithm: SignatureAlgorithm? = .hs256) throws -> JWK {
        var key = try JWK(hmacSecret: secret, algorithm: .hs256)
        key.algorithm = algorithm
        return key
    }

    static func rsa() throws -> JWK { try JWK(pem: KeyFiles.rsa2048PKCS8) }
    static func p256() throws -> JWK { try JWK(pem: KeyFiles.p256PKCS8) }
    static func ed25519() throws -> JWK { try JWK(pem: KeyFiles.ed25519PKCS8) }

    /// The algorithms that take a ``JWK``.
    static let algorithms = SignatureAlgorithm.allCases.filter(\.takesJWK)

    /// One private key that fits the algorithm.
    static func key(_ algorithm: SignatureAlgorithm) throws -> JWK {
        struct NoSuchKey: Error {}
        return switch algorithm {
        case .hs256, .hs384, .hs512: try JWK(hmacSecret: secret, algorithm: algorithm)
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: try rsa()
        case .es256: try p256()
        case .es384: try JWK(pem: KeyFiles.p384PKCS8)
        case .es512: try JWK(pem: KeyFiles.p521PKCS8)
        case .eddsa, .ed25519: try ed25519()
        case .mldsa65: try JWK(pem: KeyFiles.mldsa65PKCS8)
        case .mldsa87: try JWK(pem: KeyFiles.mldsa87PKCS8)
        case .es256k, .ed448: throw NoSuchKey()
        }
    }

    static let claims = Claims(
        issuer: issuer,
        subject: "42",
        audience: [audience],
        expiresAt: now + 900,
        issuedAt: now,
        tokenID: "t-1"
    )

    /// A verifier of the parties above with one key, public wherever there is a public part.
    static func verifier(
        _ key: JWK,
        algorithms: Set<SignatureAlgorithm>,
        type: TypeExpectation = .unchecked
    ) -> JWTVerifier {
        JWTVerifier(
            key: key.publicKey ?? key,
            algorithms: algorithms,
            issuer: "https://id.example",
            audience: "shop",
            type: type
        )
    }
}
