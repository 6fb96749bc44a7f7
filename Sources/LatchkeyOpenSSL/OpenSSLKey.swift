public import LatchkeyJOSE

/// A key for ES256K (RFC 8812) or Ed448 (RFC 8037, RFC 9864), which libcrypto knows and swift-crypto does not.
///
/// ```swift
/// let key = try OpenSSLKey(pem: contents)
/// let token = try JWTSigner(signer: key).sign(claims)
/// let verifier = JWTVerifier(
///     verifiers: [key.publicKey],
///     algorithms: [.es256k],
///     issuer: "https://id.example",
///     audience: "shop"
/// )
/// ```
public struct OpenSSLKey: Signer, SignatureVerifier {
    /// `kid`: the name by which tokens point to this key.
    public var keyID: String?
    /// The algorithms of the key: ES256K, or the two names of Ed448 unless its `alg` says which.
    public private(set) var algorithms: [SignatureAlgorithm]
    /// Whether the key must be kept secret.
    public var isPrivate: Bool { material.isPrivate }

    var material: Material
    /// `use` and `key_ops`, where the key came with them.
    var restrictions = Restrictions()

    /// The algorithm to sign with: the first of ``algorithms``.
    public var algorithm: SignatureAlgorithm { algorithms.first ?? material.algorithms[0] }

    enum Material {
        case secp256k1(Secp256k1Key)
        case ed448(Ed448Key)

        var isPrivate: Bool {
            switch self {
            case .secp256k1(let key): key.isPrivate
            case .ed448(let key): key.isPrivate
            }
        }

        var algorithms: [SignatureAlgorithm] {
            switch self {
            case .secp256k1: [.es256k]
            case .ed448: [.eddsa, .ed448]
            }
        }
    }

    init(_ material: Material, algorithm: SignatureAlgorithm? = nil) throws(JWTError) {
        self.material = material
        self.algorithms = material.algorithms
        if let algorithm { try restrict(to: algorithm) }
    }

    /// A new random key, named by its thumbprint.
    ///
    /// - Parameter algorithm: `.es256k`, `.ed448`, or `.eddsa` for an Ed448 key under its older name.
    /// - Returns: the private key.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` for any other algorithm.
    public static func generate(_ algorithm: SignatureAlgorithm) throws(JWTError) -> OpenSSLKey {
        var key =
            switch algorithm {
            case .es256k: try OpenSSLKey(.secp256k1(.generate()), algorithm: algorithm)
            case .ed448, .eddsa: try OpenSSLKey(.ed448(.generate()), algorithm: algorithm)
            default: throw .keyInvalid(reason: "\(algorithm) is none of OpenSSLKey's algorithms")
            }
        key.keyID = key.thumbprint()
        return key
    }

    /// Reads a key from PEM: PKCS#8, SPKI, SEC1, or the public key of an X.509 certificate.
    ///
    /// - Parameters:
    ///   - pem: the text.
    ///   - algorithm: the only algorithm the key is to be used with; `nil` leaves that open.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` for keys of other curves, encrypted ones, curves spelt out in numbers, more
    ///   than one key in a text, points that are not on the curve, and parts that do not belong together.
    public init(pem: String, algorithm: SignatureAlgorithm? = nil) throws(JWTError) {
        let (key, isPrivate) = try PEM.key(pem)
        if let ed448 = try? Ed448Key(key, isPrivate: isPrivate) {
            try self.init(.ed448(ed448), algorithm: algorithm)
        } else {
            try self.init(.secp256k1(Secp256k1Key(key, isPrivate: isPrivate)), algorithm: algorithm)
        }
    }

    /// The key as PEM: PKCS#8 for a private key, SPKI for a public one.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)`` where libcrypto cannot write it.
    public func pem() throws(JWTError) -> String {
        switch material {
        case .secp256k1(let key): try PEM.text(key.key, isPrivate: key.isPrivate)
        case .ed448(let key): try PEM.text(key.key, isPrivate: key.isPrivate)
        }
    }

    /// Leaves one algorithm to the key.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)`` where it is not one of the key's.
    public mutating func restrict(to algorithm: SignatureAlgorithm) throws(JWTError) {
        guard algorithms.contains(algorithm) else {
            throw .keyInvalid(reason: "\(algorithm) takes no \(curve) key")
        }
        algorithms = [algorithm]
    }

    var curve: String {
        switch material {
        case .secp256k1: Secp256k1Key.curve
        case .ed448: Ed448Key.curve
        }
    }
}

// MARK: - Signatures

extension OpenSSLKey {
    /// The signature of some octets, in the form that JWS has for it.
    ///
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where the key is public or its `key_ops` forbid signing, and
    ///   ``JWTError/signingFailed``.
    public func signature(for input: [UInt8]) throws(JWTError) -> [UInt8] {
        guard isPrivate else { throw .keyUnsuitable(reason: "it has no private part") }
        guard restrictions.permit("sign") else {
            throw .keyUnsuitable(reason: "its key_ops do not list sign")
        }
        return switch material {
        case .secp256k1(let key): try key.signature(for: input)
        case .ed448(let key): try key.signature(for: input)
        }
    }

    /// Whether this is the signature of these octets; never where the key's `key_ops` forbid verifying.
    public func isValidSignature(_ signature: [UInt8], for input: [UInt8]) -> Bool {
        guard restrictions.permit("verify") else { return false }
        return switch material {
        case .secp256k1(let key): key.isValid(signature, for: input)
        case .ed448(let key): key.isValid(signature, for: input)
        }
    }
}
