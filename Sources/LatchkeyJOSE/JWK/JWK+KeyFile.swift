extension JWK {
    /// Reads a key file, whichever kind it is: PEM, JWK, or a raw secret.
    ///
    /// A raw secret is only looked for where `algorithm` is one of HMAC; where such a file is text, a line break at its end
    /// does not count. The other kinds are told apart by their content alone, and never become a secret.
    ///
    /// - Parameters:
    ///   - keyFile: the octets of the file.
    ///   - algorithm: the only algorithm the key is to be used with; `nil` leaves that to the file.
    ///   - strength: how strong the key must be.
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(
        keyFile: [UInt8],
        algorithm: SignatureAlgorithm? = nil,
        strength: KeyStrength = .required
    ) throws(JWTError) {
        if KeyText.trimmed(keyFile[...]).first == UInt8(ascii: "{") {
            try self.init(jwkFile: keyFile, algorithm: algorithm, strength)
        } else if KeyText.containsPEM(keyFile) {
            try self.init(
                material: DERKey.material(PEMDocument(keyFile)),
                algorithm: algorithm,
                strength: strength
            )
        } else if let algorithm, algorithm.keyType == .oct {
            try self.init(hmacSecret: Self.secret(keyFile), algorithm: algorithm, strength: strength)
        } else {
            throw .keyInvalid(reason: "the file is neither PEM nor a JWK")
        }
    }

    private init(
        jwkFile: [UInt8],
        algorithm: SignatureAlgorithm?,
        _ strength: KeyStrength
    ) throws(JWTError) {
        try self.init(json: jwkFile, strength: strength)
        guard let algorithm else { return }
        guard self.algorithm ?? algorithm == algorithm else {
            throw .keyInvalid(reason: "its alg is not \(algorithm)")
        }
        try material.checkFits(algorithm, strength)
        self.algorithm = algorithm
    }

    private static func secret(_ file: [UInt8]) -> [UInt8] {
        let isText = file.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 0x0a || $0 == 0x0d }
        return isText ? Array(file.reversed().drop { $0 == 0x0a || $0 == 0x0d }.reversed()) : file
    }
}
