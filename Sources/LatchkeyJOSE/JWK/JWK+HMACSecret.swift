extension JWK {
    /// An HMAC key from a secret of random octets.
    ///
    /// Refused is a secret shorter than the hash (RFC 7518 §3.2), one that stands in tutorials and word lists (RFC 8725
    /// §3.5), and one that is the text or DER of another key: a public key used as an HMAC secret lets anybody forge tokens.
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
    ///
    /// One that encrypts may be shorter than any HMAC takes, and so may one of the size of an AES key where nothing is said
    /// (`nil`) about what it is for: no HMAC algorithm will take it.
    static func secret(
        _ octets: [UInt8],
        _ strength: KeyStrength = .required,
        isForEncryption: Bool? = false
    ) throws(JWTError) -> KeyMaterial {
        let minimum = strength.isWaived ? 1 : SignatureAlgorithm.hs256.minimumSecretLength
        let isShortKey =
            switch isForEncryption {
            case true: octets.count >= minimumPasswordLength
            case false: false
            case nil: octets.count == 16 || octets.count == 24
            }
        guard isShortKey || octets.count >= minimum else {
            throw .keyInvalid(reason: "a secret has \(minimum) octets at least")
        }
        guard !KeyText.isKey(octets) else {
            throw .keyInvalid(
                reason: "the secret is the text of another key, which is not secret enough for HMAC"
            )
        }
        guard strength.isWaived || isForEncryption == true || !WellKnownSecret.isOne(octets) else {
            throw .keyInvalid(
                reason:
                    "the secret is a sample that everybody knows; make one with latchkey key generate --algorithm HS256"
            )
        }
        return .oct(octets)
    }
}
