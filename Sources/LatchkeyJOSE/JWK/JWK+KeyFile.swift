extension JWK {
    /// The most octets of a key file that are looked at: 1 MiB.
    static let keyFileLimit = 1 << 20

    /// Reads a key file, whichever kind it is.
    ///
    /// ```swift
    /// let key = try JWK(keyFile: contents, passphrase: passphrase)
    /// ```
    ///
    /// Told apart by their content alone are: JWK, a JWK Set of one key, PEM and DER of PKCS#1, PKCS#8 (encrypted too),
    /// SEC1, SPKI and X.509 certificates, and public and private keys of OpenSSH. None of them ever becomes a secret. A raw
    /// secret is only looked for where `algorithm` is one of HMAC; where such a file is text, a line break at its end does
    /// not count. Of a certificate only the public key is taken: neither its dates nor its issuer are checked.
    ///
    /// Refused are files of more than 1 MiB or more than one key, encryption that is not safe or costs more than a few
    /// seconds, and everything that ``JWK/init(json:strength:)-([UInt8],_)`` refuses.
    ///
    /// - Parameters:
    ///   - keyFile: the octets of the file.
    ///   - algorithm: the only algorithm the key is to be used with; `nil` leaves that to the file.
    ///   - passphrase: what opens the file where it is encrypted; for other files it does not matter.
    ///   - strength: how strong the key must be.
    /// - Throws: ``JWTError/keyInvalid(reason:)``; ``JWTError/passphraseRequired`` and ``JWTError/passphraseWrong`` for an
    ///   encrypted file.
    public init(
        keyFile: [UInt8],
        algorithm: SignatureAlgorithm? = nil,
        passphrase: String? = nil,
        strength: KeyStrength = .required
    ) throws(JWTError) {
        guard keyFile.count <= Self.keyFileLimit else {
            throw .keyInvalid(reason: "the file has more than \(Self.keyFileLimit) octets")
        }
        let text = KeyText.trimmed(keyFile[...])
        if text.first == UInt8(ascii: "{") {
            try self.init(jsonFile: Array(text), algorithm: algorithm, strength)
        } else if let material = try KeyMaterial(keyFile: keyFile, passphrase: passphrase) {
            try self.init(material: material, algorithm: algorithm, strength: strength)
        } else if let algorithm, algorithm.keyType == .oct {
            try self.init(hmacSecret: Self.secret(keyFile), algorithm: algorithm, strength: strength)
        } else {
            throw .keyInvalid(reason: KeyFileFault.sentence(keyFile))
        }
    }

    private init(
        jsonFile: [UInt8],
        algorithm: SignatureAlgorithm?,
        _ strength: KeyStrength
    ) throws(JWTError) {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(json: jsonFile)
        } catch {
            throw .keyInvalid(reason: "not a JSON object: \(error)")
        }
        if object.contains("keys"), !object.contains("kty") {
            self = try Self.onlyKey(JWKSet(object, strength))
        } else {
            try self.init(object, strength: strength)
        }
        guard let algorithm else { return }
        guard self.algorithm ?? algorithm == algorithm else {
            throw .keyInvalid(reason: "its alg is not \(algorithm)")
        }
        try material.checkFits(algorithm, strength)
        self.algorithm = algorithm
    }

    private static func onlyKey(_ set: JWKSet) throws(JWTError) -> JWK {
        guard let key = set.keys.first, set.keys.count == 1 else {
            let count = set.keys.isEmpty ? "no key that can be used" : "\(set.keys.count) keys"
            throw .keyInvalid(reason: "the file is a JWK Set with \(count), where one key is wanted")
        }
        return key
    }

    private static func secret(_ file: [UInt8]) -> [UInt8] {
        let isText = file.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 0x0a || $0 == 0x0d }
        return isText ? Array(file.reversed().drop { $0 == 0x0a || $0 == 0x0d }.reversed()) : file
    }
}

extension KeyMaterial {
    /// The key in a file that is neither JSON nor a raw secret; `nil` where it is none.
    fileprivate init?(keyFile: [UInt8], passphrase: String?) throws(JWTError) {
        let text = KeyText.trimmed(keyFile[...])
        if KeyText.containsPEM(keyFile) {
            self = try DERKey.material(PEMDocument(keyFile), passphrase: passphrase)
        } else if OpenSSHPublicKey.isLine(text) {
            self = try OpenSSHPublicKey.material(line: text)
        } else if OpenSSHPrivateKey.isKey(keyFile) {
            self = try OpenSSHPrivateKey.material(keyFile, passphrase: passphrase)
        } else if DERShape.label(keyFile) != nil {
            self = try DERKey.material(der: keyFile, passphrase: passphrase)
        } else {
            return nil
        }
    }
}
