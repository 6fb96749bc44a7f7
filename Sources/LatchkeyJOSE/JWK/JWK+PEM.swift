extension JWK {
    /// Reads a key from PEM: PKCS#8, SPKI, PKCS#1, SEC1, a certificate or an OpenSSH private key, as `openssl` and
    /// `ssh-keygen` write them.
    ///
    /// ```swift
    /// let key = try JWK(pem: contents, algorithm: .rs256)
    /// ```
    ///
    /// Refused are more than one key in a text, curves that are not supported, RSA below 2048 bits, encryption that is not
    /// safe, and parts that do not belong together. Of a certificate only the public key is taken, unverified. The key has
    /// no `kid`; its ``thumbprint(_:)`` makes a good one.
    ///
    /// - Parameters:
    ///   - pem: the text.
    ///   - algorithm: the only algorithm the key is to be used with; `nil` leaves that open.
    ///   - passphrase: what opens the key where it is encrypted.
    ///   - strength: how strong the key must be.
    /// - Throws: ``JWTError/keyInvalid(reason:)``, ``JWTError/passphraseRequired``, ``JWTError/passphraseWrong``.
    public init(
        pem: String,
        algorithm: SignatureAlgorithm? = nil,
        passphrase: String? = nil,
        strength: KeyStrength = .required
    ) throws(JWTError) {
        let material = try DERKey.material(PEMDocument(Array(pem.utf8)), passphrase: passphrase)
        try self.init(material: material, algorithm: algorithm, strength: strength)
    }

    /// The key as PEM: PKCS#8 for a private key, SPKI for a public one.
    ///
    /// - Returns: the text, with its private part where the key has one.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` for a symmetric key, which has no PEM form.
    public func pem() throws(JWTError) -> String {
        String(decoding: try write(as: .pem(commonStructure)), as: UTF8.self)
    }
}
