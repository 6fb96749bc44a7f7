import Crypto
import FoundationEssentials

/// A key prepared to get content keys out of tokens (RFC 7518 §4).
enum KeyDecryption: Sendable {
    case direct(SymmetricKey)
    case keyWrapping(SymmetricKey)
    case gcmKeyWrapping(SymmetricKey)
    case keyEncryption(RSADecryptionKey)
    case keyAgreement(KeyMaterial)
    case password(PasswordDerivation)

    /// `nil` where the key is public or not for this algorithm.
    init?(_ material: KeyMaterial, _ algorithm: KeyManagementAlgorithm) {
        switch (algorithm.mode, material) {
        case (.direct, .oct(let secret)): self = .direct(SymmetricKey(data: secret))
        case (.keyWrapping, .oct(let secret)): self = .keyWrapping(SymmetricKey(data: secret))
        case (.gcmKeyWrapping, .oct(let secret)): self = .gcmKeyWrapping(SymmetricKey(data: secret))
        case (.password, .oct(let secret)):
            self = .password(PasswordDerivation(algorithm: algorithm, password: secret))
        case (.keyEncryption, .rsa(let key)):
            guard let key = RSADecryptionKey(key, algorithm) else { return nil }
            self = .keyEncryption(key)
        case (.keyAgreement, _):
            guard material.isPrivate, material.agreementCurve != nil else { return nil }
            self = .keyAgreement(material)
        default: return nil
        }
    }
}

/// What one recipient of a token has to say about the content key, read and checked before any key is put to work.
struct KeyParametersOfToken {
    let context: KeyContext
    let encryptedKey: [UInt8]
    private(set) var ephemeralKey: KeyMaterial?
    private(set) var sealedKey: SealedContent?
    private(set) var saltInput: [UInt8] = []
    private(set) var iterations = 0
}

extension KeyParametersOfToken {
    /// - Throws: ``JWTError/headerInvalid(name:expected:)`` or ``JWTError/malformed(reason:)``, which anybody can see who
    ///   sees the token: none of it depends on a key.
    init(
        _ header: JWEHeader,
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryption,
        encryptedKey: [UInt8],
        limits: JWELimits
    ) throws(JWTError) {
        self.context = KeyContext(
            algorithm: algorithm,
            encryption: encryption,
            partyU: try header.octets("apu") ?? [],
            partyV: try header.octets("apv") ?? []
        )
        self.encryptedKey = encryptedKey
        guard algorithm.determinesContentKey == encryptedKey.isEmpty else {
            throw .malformed(reason: "its encrypted key must be \(encryptedKey.isEmpty ? "there" : "empty")")
        }
        switch algorithm.mode {
        case .keyAgreement: self.ephemeralKey = try Self.ephemeralKey(header)
        case .gcmKeyWrapping: self.sealedKey = try Self.sealedKey(header, encryptedKey)
        case .password:
            self.saltInput = try Self.saltInput(header)
            self.iterations = try Self.iterations(header, limits.passwordIterations)
        case .direct, .keyWrapping, .keyEncryption: break
        }
    }

    private static func ephemeralKey(_ header: JWEHeader) throws(JWTError) -> KeyMaterial {
        guard case .object(let object) = header["epk"] else {
            throw .headerInvalid(name: "epk", expected: "present, and an object")
        }
        return try .ephemeral(object)
    }

    private static func sealedKey(
        _ header: JWEHeader,
        _ encryptedKey: [UInt8]
    ) throws(JWTError) -> SealedContent {
        guard let vector = try header.octets("iv"), vector.count == 12 else {
            throw .headerInvalid(name: "iv", expected: "present, with 12 octets")
        }
        guard let tag = try header.octets("tag"), tag.count == 16 else {
            throw .headerInvalid(name: "tag", expected: "present, with 16 octets")
        }
        return SealedContent(initializationVector: vector, ciphertext: encryptedKey, tag: tag)
    }

    private static func saltInput(_ header: JWEHeader) throws(JWTError) -> [UInt8] {
        guard let octets = try header.octets("p2s"), octets.count >= 8 else {
            throw .headerInvalid(name: "p2s", expected: "present, with 8 octets at least")
        }
        return octets
    }

    private static func iterations(
        _ header: JWEHeader,
        _ allowed: ClosedRange<Int>
    ) throws(JWTError) -> Int {
        guard case .integer(let written) = header["p2c"], let count = Int(exactly: written),
            allowed.contains(count)
        else {
            throw .headerInvalid(
                name: "p2c",
                expected: "a whole number from \(allowed.lowerBound) to \(allowed.upperBound)"
            )
        }
        return count
    }
}

extension KeyDecryption {
    /// The content key, perhaps of a wrong length; `nil` for whatever reason there is none.
    ///
    /// `iterations` says how many rounds of PBKDF2 may still be spent on this token.
    func contentKey(_ parameters: KeyParametersOfToken, iterations: inout Int) -> SymmetricKey? {
        switch self {
        case .direct(let key): key
        case .keyWrapping(let key): Self.unwrap(parameters.encryptedKey, key)
        case .gcmKeyWrapping(let key):
            parameters.sealedKey.flatMap { AESGCM.open($0, key: key, authenticating: []) }
                .map { SymmetricKey(data: $0) }
        case .keyEncryption(let key): key.decrypt(parameters.encryptedKey)
        case .keyAgreement(let key): Self.agreedKey(key, parameters)
        case .password(let derivation): Self.passwordKey(derivation, parameters, iterations: &iterations)
        }
    }

    private static func unwrap(_ encryptedKey: [UInt8], _ key: SymmetricKey) -> SymmetricKey? {
        try? AES.KeyWrap.unwrap(encryptedKey, using: key)
    }

    private static func agreedKey(
        _ key: KeyMaterial,
        _ parameters: KeyParametersOfToken
    ) -> SymmetricKey? {
        guard let ephemeral = parameters.ephemeralKey, let secret = try? key.sharedSecret(with: ephemeral)
        else {
            return nil
        }
        let derived = parameters.context.derivedKey(from: secret)
        guard parameters.context.algorithm.wrappingKeyLength != nil else { return derived }
        return unwrap(parameters.encryptedKey, derived)
    }

    private static func passwordKey(
        _ derivation: PasswordDerivation,
        _ parameters: KeyParametersOfToken,
        iterations: inout Int
    ) -> SymmetricKey? {
        guard parameters.iterations <= iterations else { return nil }
        iterations -= parameters.iterations
        let key = derivation.wrappingKey(
            saltInput: parameters.saltInput,
            iterations: parameters.iterations
        )
        return key.flatMap { unwrap(parameters.encryptedKey, $0) }
    }
}
