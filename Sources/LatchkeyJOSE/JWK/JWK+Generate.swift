import Crypto
import FoundationEssentials

extension JWK {
    /// A new random key for one algorithm, named by its thumbprint.
    ///
    /// ```swift
    /// let key = try JWK.generate(.rs256, bits: 4096)
    /// ```
    ///
    /// - Parameters:
    ///   - algorithm: the algorithm, which becomes the key's `alg`.
    ///   - bits: the size of an RSA modulus (a multiple of 8 from 2048 to 16384; 3072 by default) or of an HMAC secret
    ///     (a multiple of 8, the hash at least, which is the default). The other algorithms have one size only.
    /// - Returns: the private or symmetric key.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` where the size does not fit the algorithm.
    public static func generate(_ algorithm: SignatureAlgorithm, bits: Int? = nil) throws(JWTError) -> JWK {
        var key = try JWK(material: material(algorithm, bits: bits), algorithm: algorithm)
        key.keyID = key.thumbprint()
        return key
    }

    private static func material(_ algorithm: SignatureAlgorithm, bits: Int?) throws(JWTError) -> KeyMaterial
    {
        switch algorithm.keyType {
        case .oct:
            return .oct(try randomOctets(bits ?? algorithm.minimumSecretLength * 8))
        case .rsa: return .rsa(try .generate(bits: bits ?? 3072))
        case .ec, .okp, .akp:
            let (size, make) = try generator(algorithm)
            guard bits ?? size == size else {
                throw .keyInvalid(reason: "\(algorithm) keys have \(size) bits")
            }
            return try make()
        }
    }

    /// How a family whose keys have one size only makes them, and that size in bits.
    private static func generator(
        _ algorithm: SignatureAlgorithm
    ) throws(JWTError) -> (size: Int, make: () throws(JWTError) -> KeyMaterial) {
        switch algorithm {
        case .es256: (256, { .p256(.generate()) })
        case .es384: (384, { .p384(.generate()) })
        case .es512: (521, { .p521(.generate()) })
        case .eddsa, .ed25519: (256, { .ed25519(.generate()) })
        case .mldsa65: (256, { () throws(JWTError) in .mldsa65(try .generate()) })
        case .mldsa87: (256, { () throws(JWTError) in .mldsa87(try .generate()) })
        default: throw .keyInvalid(reason: "\(algorithm) keys cannot be made by this library")
        }
    }

    private static func randomOctets(_ bits: Int) throws(JWTError) -> [UInt8] {
        guard bits >= 256, bits % 8 == 0, bits <= 1 << 20 else {
            throw .keyInvalid(reason: "a secret has a multiple of 8 bits, 256 at least")
        }
        return SymmetricKey(size: SymmetricKeySize(bitCount: bits)).withUnsafeBytes { Array($0) }
    }
}

// MARK: - Key agreement

extension JWK {
    /// A new random key pair for key agreement (`ECDH-ES`, RFC 7518 §4.6), named by its thumbprint, its `use` being `enc`.
    ///
    /// ```swift
    /// let key = try JWK.generate(agreeingOn: .x25519)
    /// ```
    ///
    /// Such a key neither signs nor verifies.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)`` where the key could not be made.
    public static func generate(agreeingOn curve: KeyAgreementCurve) throws(JWTError) -> JWK {
        var key = try JWK(material: curve.generate())
        key.use = "enc"
        key.keyID = key.thumbprint()
        return key
    }
}
