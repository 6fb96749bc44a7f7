extension JWK {
    /// Reads a key from PEM: PKCS#8, SPKI, PKCS#1 or SEC1, as `openssl` and `ssh-keygen -m PEM` write them.
    ///
    /// ```swift
    /// let key = try JWK(pem: contents, algorithm: .rs256)
    /// ```
    ///
    /// Refused are encrypted keys, more than one key in a text, curves that are not supported, RSA below 2048 bits, and
    /// parts that do not belong together. The key has no `kid`; its ``thumbprint()`` makes a good one.
    ///
    /// - Parameters:
    ///   - pem: the text.
    ///   - algorithm: the only algorithm the key is to be used with; `nil` leaves that open.
    ///   - strength: how strong the key must be.
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(
        pem: String,
        algorithm: SignatureAlgorithm? = nil,
        strength: KeyStrength = .required
    ) throws(JWTError) {
        let document = try PEMDocument(Array(pem.utf8))
        try self.init(material: DERKey.material(document), algorithm: algorithm, strength: strength)
    }

    /// The key as PEM: PKCS#8 for a private key, SPKI for a public one.
    ///
    /// - Returns: the text, with its private part where the key has one.
    /// - Throws: ``JWTError/keyInvalid(reason:)`` for a symmetric key, which has no PEM form.
    public func pem() throws(JWTError) -> String {
        guard let key = material.asymmetric else {
            throw .keyInvalid(reason: "a symmetric key has no PEM form")
        }
        do {
            if let info = try key.privateKeyInfo() {
                return PEMDocument(label: "PRIVATE KEY", der: try info.der()).text
            }
            return PEMDocument(label: "PUBLIC KEY", der: try key.publicKeyInfo().der()).text
        } catch {
            throw .keyInvalid(reason: "it could not be written as DER")
        }
    }
}
