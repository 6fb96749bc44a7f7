extension JWK {
    /// An HMAC key from a secret of random octets.
    ///
    /// Refused is a secret shorter than the hash (RFC 7518 §3.2), and one that is the text or DER of another key: a
    /// public key used as an HMAC secret lets anybody forge tokens.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(
        hmacSecret: [UInt8],
        algorithm: SignatureAlgorithm,
        strength: KeyStrength = .required
    ) throws(JWTError) {
        try self.init(material: .secret(hmacSecret, strength), algorithm: algorithm, strength: strength)
    }
}

extension KeyMaterial {
    /// The only way to a symmetric key from outside.
    static func secret(
        _ octets: [UInt8],
        _ strength: KeyStrength = .required
    ) throws(JWTError) -> KeyMaterial {
        let minimum = strength.isWaived ? 1 : SignatureAlgorithm.hs256.minimumSecretLength
        guard octets.count >= minimum else {
            throw .keyInvalid(reason: "a secret has \(minimum) octets at least")
        }
        guard !KeyText.isKey(octets) else {
            throw .keyInvalid(
                reason: "the secret is the text of another key, which is not secret enough for HMAC"
            )
        }
        return .oct(octets)
    }
}
