// Keys put to the uses of JWE: which algorithms they are for, and the ways to make them.

extension JWK {
    /// A shared key from random octets, for ``KeyManagementAlgorithm/direct`` and the key wrapping algorithms.
    ///
    /// ```swift
    /// let key = try JWK(encryptionSecret: octets, algorithm: .keyManagement(.a256KW))
    /// ```
    ///
    /// Refused is a length that no algorithm takes (16, 24, 32, 48 and 64 octets are in use), or not the one named, and a
    /// secret that is the text or DER of another key.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)``.
    public init(encryptionSecret: [UInt8], algorithm: EncryptionAlgorithm? = nil) throws(JWTError) {
        guard [16, 24, 32, 48, 64].contains(encryptionSecret.count) else {
            throw .keyInvalid(reason: "a secret to encrypt with has 16, 24, 32, 48 or 64 octets")
        }
        try self.init(material: .secret(encryptionSecret, isForEncryption: true))
        try restrict(to: algorithm)
    }

    /// A password for the PBES2 algorithms.
    ///
    /// A password that people can remember is weak against whoever holds a token and has time: prefer keys.
    ///
    /// - Throws: ``JWTError/keyInvalid(reason:)`` below 8 octets, and for the text of a key.
    public init(password: [UInt8], algorithm: KeyManagementAlgorithm? = nil) throws(JWTError) {
        guard password.count >= KeyMaterial.minimumPasswordLength else {
            throw .keyInvalid(reason: "a password has 8 octets at least")
        }
        guard algorithm.map({ $0.mode == .password }) ?? true else {
            throw .keyInvalid(reason: "\(algorithm?.name ?? "") takes no password")
        }
        try self.init(material: .secret(password, isForEncryption: true))
        self.use = "enc"
        try restrict(to: algorithm.map(EncryptionAlgorithm.keyManagement))
    }

    /// What the key may do for JWE: what its `alg` says where given, else whatever its material fits.
    ///
    /// The algorithm this library would choose stands first.
    public var keyManagementAlgorithms: [KeyManagementAlgorithm] {
        guard algorithm == nil else { return [] }
        switch encryptionAlgorithm {
        case nil: return material.keyManagementAlgorithms
        case .keyManagement(let algorithm):
            return material.keyManagementAlgorithms.contains(algorithm) ? [algorithm] : []
        case .content(let encryption): return material.isKey(for: encryption) ? [.direct] : []
        }
    }

    /// Sets ``encryptionAlgorithm``, and refuses one that the material is not for.
    mutating func restrict(to algorithm: EncryptionAlgorithm?) throws(JWTError) {
        encryptionAlgorithm = algorithm
        guard let algorithm, keyManagementAlgorithms.isEmpty else { return }
        throw .keyInvalid(reason: "\(algorithm.name) takes a key of another type or size")
    }

    /// Whether the key may encrypt content with this algorithm under `dir`.
    func isDirectKey(for encryption: ContentEncryption) -> Bool {
        if case .content(let only) = encryptionAlgorithm, only != encryption { return false }
        return material.isKey(for: encryption)
    }
}

extension KeyMaterial {
    static let minimumPasswordLength = 8

    fileprivate func isKey(for encryption: ContentEncryption) -> Bool {
        if case .oct(let secret) = self { secret.count == encryption.keyLength } else { false }
    }

    /// The algorithms that the family, the curve and the size allow, the best first.
    var keyManagementAlgorithms: [KeyManagementAlgorithm] {
        switch self {
        case .oct(let secret): Self.algorithms(secretLength: secret.count)
        case .rsa: [.rsaOAEP256, .rsaOAEP]
        case .p256, .p384, .p521, .x25519: [.ecdhESA256KW, .ecdhESA128KW, .ecdhESA192KW, .ecdhES]
        case .ed25519, .mldsa65, .mldsa87: []
        }
    }

    private static func algorithms(secretLength: Int) -> [KeyManagementAlgorithm] {
        let all: [KeyManagementAlgorithm] = [
            .a128KW, .a192KW, .a256KW, .a128GCMKW, .a192GCMKW, .a256GCMKW, .direct,
            .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW,
        ]
        return all.filter { algorithm in
            switch algorithm.mode {
            case .direct: ContentEncryption.allCases.contains { $0.keyLength == secretLength }
            case .password: secretLength >= minimumPasswordLength
            default: algorithm.wrappingKeyLength == secretLength
            }
        }
    }
}
