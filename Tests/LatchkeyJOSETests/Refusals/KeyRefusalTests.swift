import Crypto
import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// What a key may be used for: every token here is well signed with the octets of the key.
@Suite("Refusals: keys")
struct KeyRefusalTests {
    /// A verifier of a set, which picks keys otherwise than one of a single key.
    private static func ofSet(_ key: JWK, _ algorithms: Set<SignatureAlgorithm>) -> JWTVerifier {
        JWTVerifier(
            keys: JWKSet([key]),
            algorithms: algorithms,
            issuer: "https://id.example",
            audience: "shop"
        )
    }

    @Test("A6: a key with an alg serves no other algorithm of its family", arguments: Fixed.algorithms)
    func keyAlgorithm(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        for other in key.material.algorithms where other != algorithm {
            var named = key.publicKey ?? key
            named.algorithm = other
            let token = try Forge.token(header: #"{"alg":"\#(algorithm)"}"#, key: key, algorithm: algorithm)
            let all = Set(Fixed.algorithms)
            let refusal = JWTError.algorithmNotAllowed(name: algorithm.name)
            #expect(Refusal.reason(for: token, by: Fixed.verifier(named, algorithms: all)) == refusal)
            // In a set it is no fitting key, or the one with that kid and another alg.
            #expect(Refusal.reason(for: token, by: Self.ofSet(named, all))?.code == "key_unknown")
            named.keyID = "k"
            let header = #"{"alg":"\#(algorithm)","kid":"k"}"#
            let withName = try Forge.token(header: header, key: key, algorithm: algorithm)
            #expect(Refusal.reason(for: withName, by: Self.ofSet(named, all)) == refusal)
            named.algorithm = algorithm
            #expect(Refusal.reason(for: withName, by: Self.ofSet(named, all)) == nil)
        }
    }

    @Test(
        "A7: a key for something else is not used, alone or in a set",
        arguments: [
            (#""use":"enc""#, "its use is not sig"), (#""use":"SIG""#, "its use is not sig"),
            (#""key_ops":["sign"]"#, "its key_ops do not list verify"),
            (#""key_ops":[]"#, "its key_ops do not list verify"),
            (#""use":"sig","key_ops":["encrypt"]"#, "its key_ops do not list verify"),
        ]
    )
    func keyUse(_ members: String, _ reason: String) throws {
        let publicKey = try #require(Fixed.p256().publicKey)
        let key = try JWK(json: publicKey.json().dropLast() + #","kid":"k",\#(members)}"#)
        let token = try Forge.token(
            header: #"{"alg":"ES256","kid":"k"}"#,
            key: Fixed.p256(),
            algorithm: .es256
        )
        for verifier in [Fixed.verifier(key, algorithms: [.es256]), Self.ofSet(key, [.es256])] {
            #expect(Refusal.reason(for: token, by: verifier) == .keyUnsuitable(reason: reason))
        }
        let unnamed = try Forge.token(header: #"{"alg":"ES256"}"#, key: Fixed.p256(), algorithm: .es256)
        #expect(Refusal.reason(for: unnamed, by: Self.ofSet(key, [.es256])) != nil)
    }

    @Test("A8: a secret is used with no hash that is longer, though the code is right")
    func shortSecret() throws {
        for (count, name) in [(47, "HS384"), (63, "HS512")] {
            let secret = Array(Fixed.secret.prefix(count))
            let input =
                Base64URL.encode(#"{"alg":"\#(name)"}"#.utf8) + "." + Base64URL.encode(Forge.claims.utf8)
            let octets = SymmetricKey(data: secret)
            let code =
                name == "HS384"
                ? Array(HMAC<SHA384>.authenticationCode(for: Array(input.utf8), using: octets))
                : Array(HMAC<SHA512>.authenticationCode(for: Array(input.utf8), using: octets))
            let key = try JWK(json: #"{"kty":"oct","k":"\#(Base64URL.encode(secret))"}"#)
            let token = input + "." + Base64URL.encode(code)
            let verifier = Fixed.verifier(key, algorithms: Set(Fixed.algorithms))
            #expect(Refusal.reason(for: token, by: verifier) == .algorithmNotAllowed(name: name))
            let set = Self.ofSet(key, Set(Fixed.algorithms))
            #expect(Refusal.reason(for: token, by: set)?.code == "key_unknown")
        }
    }

    /// A signature of each curve with the hash of each ECDSA algorithm.
    private static func signature(
        _ input: String,
        curve: String,
        algorithm: SignatureAlgorithm
    ) throws -> [UInt8] {
        func sign<D: Digest>(_ digest: D) throws -> Data {
            switch curve {
            case "P-256":
                try P256.Signing.PrivateKey(pemRepresentation: KeyFiles.p256PKCS8).signature(for: digest)
                    .rawRepresentation
            case "P-384":
                try P384.Signing.PrivateKey(pemRepresentation: KeyFiles.p384PKCS8).signature(for: digest)
                    .rawRepresentation
            default:
                try P521.Signing.PrivateKey(pemRepresentation: KeyFiles.p521PKCS8).signature(for: digest)
                    .rawRepresentation
            }
        }
        let octets = Array(input.utf8)
        return switch algorithm {
        case .es256: try Array(sign(SHA256.hash(data: octets)))
        case .es384: try Array(sign(SHA384.hash(data: octets)))
        default: try Array(sign(SHA512.hash(data: octets)))
        }
    }

    @Test("A17: each algorithm has its curve, whatever the hash", arguments: ["P-256", "P-384", "P-521"])
    func curves(_ curve: String) throws {
        let keys = [
            "P-256": KeyFiles.p256PKCS8, "P-384": KeyFiles.p384PKCS8, "P-521": KeyFiles.p521PKCS8,
        ]
        let key = try JWK(pem: #require(keys[curve]))
        let verifier = Fixed.verifier(key, algorithms: Set(Fixed.algorithms))
        for algorithm in [SignatureAlgorithm.es256, .es384, .es512] {
            let input =
                Base64URL.encode(#"{"alg":"\#(algorithm)"}"#.utf8) + "." + Base64URL.encode(Forge.claims.utf8)
            let signature = try Self.signature(input, curve: curve, algorithm: algorithm)
            let reason = Refusal.reason(for: input + "." + Base64URL.encode(signature), by: verifier)
            let isOwn = key.algorithms == [algorithm]
            #expect(reason == (isOwn ? nil : .algorithmNotAllowed(name: algorithm.name)))
        }
    }

    @Test(
        "A20: a token says of EdDSA and Ed25519 what its key says",
        arguments: [SignatureAlgorithm.eddsa, .ed25519]
    )
    func edDSANames(_ algorithm: SignatureAlgorithm) throws {
        var key = try Fixed.ed25519()
        key.algorithm = algorithm
        let token = try JWT.sign(Fixed.claims, with: key)
        #expect(try UnverifiedJWT(token).header.algorithm == algorithm)
    }

    @Test("A31: what is generated has a strength of 128 bits, RSA too")
    func strength() throws {
        #expect(try JSONObject(json: JWK.generate(.ps256).json()).string("n")?.utf8.count == 512)
        for (algorithm, curve) in [(SignatureAlgorithm.es256, "P-256"), (.ed25519, "Ed25519")] {
            #expect(try JSONObject(json: JWK.generate(algorithm).json()).string("crv") == curve)
        }
    }
}
