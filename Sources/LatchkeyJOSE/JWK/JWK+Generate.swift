import Crypto
import CryptoExtras
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
        case .rsa:
            return .rsaPrivate(try rsaKey(bits ?? 3072))
        case .ec:
            guard bits ?? 256 == 256 else { throw .keyInvalid(reason: "\(algorithm) keys have 256 bits") }
            return .p256Private(P256.Signing.PrivateKey())
        case .okp:
            guard bits ?? 256 == 256 else { throw .keyInvalid(reason: "\(algorithm) keys have 256 bits") }
            return .ed25519Private(Curve25519.Signing.PrivateKey())
        }
    }

    private static func randomOctets(_ bits: Int) throws(JWTError) -> [UInt8] {
        guard bits >= 256, bits % 8 == 0, bits <= 1 << 20 else {
            throw .keyInvalid(reason: "a secret has a multiple of 8 bits, 256 at least")
        }
        return SymmetricKey(size: SymmetricKeySize(bitCount: bits)).withUnsafeBytes { Array($0) }
    }

    private static func rsaKey(_ bits: Int) throws(JWTError) -> _RSA.Signing.PrivateKey {
        guard (2048...16384).contains(bits), bits % 8 == 0 else {
            throw .keyInvalid(reason: "an RSA key has a multiple of 8 bits from 2048 to 16384")
        }
        do {
            return try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: bits))
        } catch {
            throw .keyInvalid(reason: "the RSA key could not be generated")
        }
    }
}
