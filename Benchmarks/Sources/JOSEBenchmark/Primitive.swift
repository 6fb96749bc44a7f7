import Crypto
import CryptoExtras
import Foundation
import LatchkeyJOSE
import Measuring

/// The bare work of swift-crypto for one algorithm: no token, no claims, the signature of octets and nothing else.
struct Primitive {
    typealias Work = Line.Work

    /// Works that verify `signature` over `input`; of several the fastest is the baseline.
    let verifying: (_ signature: [UInt8], _ input: [UInt8]) throws -> [Work]
    /// Works that sign `input`.
    let signing: (_ input: [UInt8]) throws -> [Work]

    /// `nil` for an algorithm that swift-crypto does not have.
    init?(_ name: String, _ key: LatchkeyJOSE.JWK) throws {
        switch name {
        case "HS256": self = Self.hmac(try key.octets("k"), SHA256.self)
        case "HS384": self = Self.hmac(try key.octets("k"), SHA384.self)
        case "HS512": self = Self.hmac(try key.octets("k"), SHA512.self)
        case "RS256": self = try Self.rsa(key, .insecurePKCS1v1_5, SHA256.self)
        case "RS384": self = try Self.rsa(key, .insecurePKCS1v1_5, SHA384.self)
        case "RS512": self = try Self.rsa(key, .insecurePKCS1v1_5, SHA512.self)
        case "PS256": self = try Self.rsa(key, .PSS, SHA256.self)
        case "PS384": self = try Self.rsa(key, .PSS, SHA384.self)
        case "PS512": self = try Self.rsa(key, .PSS, SHA512.self)
        case "ES256": self = try Self.es256(key)
        case "ES384": self = try Self.es384(key)
        case "ES512": self = try Self.es512(key)
        case "EdDSA", "Ed25519": self = try Self.ed25519(key)
        case "ML-DSA-65": self = try Self.mldsa65(key)
        case "ML-DSA-87": self = try Self.mldsa87(key)
        default: return nil
        }
    }

    private init(
        verifying: @escaping ([UInt8], [UInt8]) throws -> [Work],
        signing: @escaping ([UInt8]) throws -> [Work]
    ) {
        self.verifying = verifying
        self.signing = signing
    }

    /// One work that checks a signature, which must be valid.
    private static func checking(_ isValid: @escaping () -> Bool) -> [Work] {
        [
            { iterations in
                for _ in 0..<iterations {
                    guard isValid() else { throw InvalidSignature() }
                }
            }
        ]
    }

    private static func making<Signature>(_ signature: @escaping () throws -> Signature) -> [Work] {
        [
            { iterations in
                for _ in 0..<iterations { keep(try signature()) }
            }
        ]
    }

    struct InvalidSignature: Error {}
}

// MARK: - Families

extension Primitive {
    /// Two ways, both with the key schedule run once: `HMAC`, and the two hash states it is made of.
    ///
    /// The first is slower, because it is generic in another module and looks up metadata for each of its steps.
    private static func hmac<Hash: HashFunction>(_ secret: [UInt8], _: Hash.Type) -> Primitive {
        let works: ([UInt8]) -> [Work] = { input in
            [authenticating(input, secret, Hash.self), hashing(input, secret, Hash.self)]
        }
        return Primitive(verifying: { _, input in works(input) }, signing: { input in works(input) })
    }

    private static func authenticating<Hash: HashFunction>(
        _ input: [UInt8],
        _ secret: [UInt8],
        _: Hash.Type
    ) -> Work {
        let keyed = HMAC<Hash>(key: SymmetricKey(data: secret))
        return { iterations in
            for _ in 0..<iterations {
                var authenticator = keyed
                input.withUnsafeBytes { authenticator.update(data: $0) }
                keep(authenticator.finalize())
            }
        }
    }

    private static func hashing<Hash: HashFunction>(
        _ input: [UInt8],
        _ secret: [UInt8],
        _: Hash.Type
    ) -> Work {
        let block = secret + [UInt8](repeating: 0, count: max(0, Hash.blockByteCount - secret.count))
        var (inner, outer) = (Hash(), Hash())
        inner.update(data: block.map { $0 ^ 0x36 })
        outer.update(data: block.map { $0 ^ 0x5c })
        let keyed = (inner: inner, outer: outer)
        return { iterations in
            for _ in 0..<iterations {
                var (inner, outer) = keyed
                input.withUnsafeBytes { inner.update(bufferPointer: $0) }
                inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
                keep(outer.finalize())
            }
        }
    }

    private static func rsa<Hash: HashFunction>(
        _ key: LatchkeyJOSE.JWK,
        _ padding: _RSA.Signing.Padding,
        _: Hash.Type
    ) throws -> Primitive {
        let privateKey = try _RSA.Signing.PrivateKey(pemRepresentation: key.pem())
        let publicKey = privateKey.publicKey
        return Primitive(
            verifying: { signature, input in
                let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
                return checking {
                    publicKey.isValidSignature(signature, for: Hash.hash(data: input), padding: padding)
                }
            },
            signing: { input in
                making { try privateKey.signature(for: Hash.hash(data: input), padding: padding) }
            }
        )
    }

    private static func es256(_ key: LatchkeyJOSE.JWK) throws -> Primitive {
        let privateKey = try P256.Signing.PrivateKey(pemRepresentation: key.pem())
        let publicKey = privateKey.publicKey
        return Primitive(
            verifying: { signature, input in
                let signature = try P256.Signing.ECDSASignature(rawRepresentation: signature)
                return checking { publicKey.isValidSignature(signature, for: SHA256.hash(data: input)) }
            },
            signing: { input in making { try privateKey.signature(for: SHA256.hash(data: input)) } }
        )
    }

    private static func es384(_ key: LatchkeyJOSE.JWK) throws -> Primitive {
        let privateKey = try P384.Signing.PrivateKey(pemRepresentation: key.pem())
        let publicKey = privateKey.publicKey
        return Primitive(
            verifying: { signature, input in
                let signature = try P384.Signing.ECDSASignature(rawRepresentation: signature)
                return checking { publicKey.isValidSignature(signature, for: SHA384.hash(data: input)) }
            },
            signing: { input in making { try privateKey.signature(for: SHA384.hash(data: input)) } }
        )
    }

    private static func es512(_ key: LatchkeyJOSE.JWK) throws -> Primitive {
        let privateKey = try P521.Signing.PrivateKey(pemRepresentation: key.pem())
        let publicKey = privateKey.publicKey
        return Primitive(
            verifying: { signature, input in
                let signature = try P521.Signing.ECDSASignature(rawRepresentation: signature)
                return checking { publicKey.isValidSignature(signature, for: SHA512.hash(data: input)) }
            },
            signing: { input in making { try privateKey.signature(for: SHA512.hash(data: input)) } }
        )
    }

    private static func ed25519(_ key: LatchkeyJOSE.JWK) throws -> Primitive {
        let privateKey = try Curve25519.Signing.PrivateKey(rawRepresentation: key.octets("d"))
        let publicKey = privateKey.publicKey
        return Primitive(
            verifying: { signature, input in
                checking { publicKey.isValidSignature(signature, for: input) }
            },
            signing: { input in making { try privateKey.signature(for: input) } }
        )
    }

    private static func mldsa65(_ key: LatchkeyJOSE.JWK) throws -> Primitive {
        let privateKey = try MLDSA65.PrivateKey(seedRepresentation: key.octets("priv"), publicKey: nil)
        let publicKey = privateKey.publicKey
        return Primitive(
            verifying: { signature, input in
                checking { publicKey.isValidSignature(signature, for: input) }
            },
            signing: { input in making { try privateKey.signature(for: input) } }
        )
    }

    private static func mldsa87(_ key: LatchkeyJOSE.JWK) throws -> Primitive {
        let privateKey = try MLDSA87.PrivateKey(seedRepresentation: key.octets("priv"), publicKey: nil)
        let publicKey = privateKey.publicKey
        return Primitive(
            verifying: { signature, input in
                checking { publicKey.isValidSignature(signature, for: input) }
            },
            signing: { input in making { try privateKey.signature(for: input) } }
        )
    }
}

extension LatchkeyJOSE.JWK {
    struct NoSuchMember: Error {
        let name: String
    }

    /// The octets of a member of a private or symmetric key.
    func octets(_ name: String) throws -> [UInt8] {
        guard case .string(let text)? = try JSONObject(json: json())[name],
            let octets = Base64URL.decode(text)
        else { throw NoSuchMember(name: name) }
        return octets
    }
}
