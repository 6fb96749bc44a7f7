import Crypto
import FoundationEssentials

extension JWK {
    /// A new random key for one algorithm of JWE, named by its thumbprint.
    ///
    /// ```swift
    /// let key = try JWK.generate(.ecdhESA256KW)
    /// ```
    ///
    /// - Parameters:
    ///   - algorithm: the algorithm, which becomes the key's `alg`; elliptic curve keys are made on P-256.
    ///   - bits: the size of an RSA modulus (3072 by default) or of a key for ``KeyManagementAlgorithm/direct`` (256 by
    ///     default). The other algorithms have one size only.
    /// - Returns: the private or symmetric key.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` where the size does not fit the algorithm, and for passwords, which are
    ///   not random.
    public static func generate(
        _ algorithm: KeyManagementAlgorithm,
        bits: Int? = nil
    ) throws(JWTError) -> JWK {
        var key = try JWK(material: material(algorithm, bits: bits))
        try key.restrict(to: .keyManagement(algorithm))
        key.use = "enc"
        key.keyID = key.thumbprint()
        return key
    }

    private static func material(
        _ algorithm: KeyManagementAlgorithm,
        bits: Int?
    ) throws(JWTError) -> KeyMaterial {
        let fixed: Int? =
            switch algorithm.mode {
            case .direct, .keyEncryption: nil
            case .keyWrapping, .gcmKeyWrapping: algorithm.wrappingKeyLength.map { $0 * 8 }
            case .keyAgreement: 256
            case .password: throw .keyInvalid(reason: "\(algorithm) takes a password, which people choose")
            }
        if let fixed, let bits, bits != fixed {
            throw .keyInvalid(reason: "\(algorithm) keys have \(fixed) bits")
        }
        if algorithm == .direct, let bits,
            !ContentEncryption.allCases.contains(where: { $0.keyLength * 8 == bits })
        {
            throw .keyInvalid(reason: "a key for dir has 128, 192, 256, 384 or 512 bits")
        }
        switch algorithm.mode {
        case .keyEncryption:
            return .rsa(try .generate(bits: bits ?? 3072))
        case .keyAgreement: return .p256(.generate())
        default:
            let octets = SymmetricKey(size: SymmetricKeySize(bitCount: fixed ?? bits ?? 256)).octets
            return try .secret(octets, isForEncryption: true)
        }
    }
}
