import Crypto
import FoundationEssentials

/// A recipient's key prepared to hand content keys to it (RFC 7518 §4).
enum KeyEncryption: Sendable {
    case direct(SymmetricKey)
    case keyWrapping(SymmetricKey)
    case gcmKeyWrapping(SymmetricKey)
    case keyEncryption(RSAEncryptionKey)
    case keyAgreement(KeyMaterial, KeyAgreementCurve)
    case password(PasswordDerivation, iterations: Int)

    init(
        _ key: JWK,
        _ algorithm: KeyManagementAlgorithm,
        passwordIterations: Int?
    ) throws(JWTError) {
        switch (algorithm.mode, key.material) {
        case (.direct, .oct(let secret)): self = .direct(SymmetricKey(data: secret))
        case (.keyWrapping, .oct(let secret)): self = .keyWrapping(SymmetricKey(data: secret))
        case (.gcmKeyWrapping, .oct(let secret)): self = .gcmKeyWrapping(SymmetricKey(data: secret))
        case (.password, .oct(let secret)):
            let derivation = PasswordDerivation(algorithm: algorithm, password: secret)
            let iterations = passwordIterations ?? derivation.recommendedIterations
            guard JWELimits.default.passwordIterations.contains(iterations) else {
                throw .headerInvalid(name: "p2c", expected: "from 1000 to 1200000")
            }
            self = .password(derivation, iterations: iterations)
        case (.keyEncryption, .rsa(let key)):
            self = .keyEncryption(try RSAEncryptionKey(key, algorithm))
        case (.keyAgreement, let material):
            guard let curve = material.agreementCurve else { fallthrough }
            self = .keyAgreement(material, curve)
        default: throw .algorithmNotAllowed(name: algorithm.name)
        }
    }
}

/// A content key and what a token says about it.
struct EncryptedKey {
    var contentKey: SymmetricKey
    /// The encrypted key; empty where the content key follows from the recipient's.
    var octets: [UInt8] = []
    /// Header parameters that the recipient needs.
    var parameters: [(name: String, value: JSONValue)] = []
}

/// `alg`, `enc`, `apu` and `apv` of one recipient, which is what key derivation depends on.
struct KeyContext {
    let algorithm: KeyManagementAlgorithm
    let encryption: ContentEncryption
    var partyU: [UInt8] = []
    var partyV: [UInt8] = []

    /// What the parties make of what they have agreed on: the content key itself, or one to wrap it with.
    func derivedKey(from secret: [UInt8]) -> SymmetricKey {
        ConcatKDF.key(
            from: secret,
            algorithm: algorithm.wrappingKeyLength == nil ? encryption.name : algorithm.name,
            partyU: partyU,
            partyV: partyV,
            length: algorithm.wrappingKeyLength ?? encryption.keyLength
        )
    }
}

extension KeyEncryption {
    /// A content key for the recipient: `shared` where several recipients have one together, else a new one.
    func encryptedKey(_ context: KeyContext, shared: SymmetricKey? = nil) throws(JWTError) -> EncryptedKey {
        let contentKey = shared ?? context.encryption.randomKey()
        switch self {
        case .direct(let key):
            return EncryptedKey(contentKey: key)
        case .keyWrapping(let key):
            return EncryptedKey(contentKey: contentKey, octets: try Self.wrap(contentKey, key))
        case .gcmKeyWrapping(let key):
            let sealed = try AESGCM.seal(contentKey.octets, key: key, authenticating: [])
            let parameters: [(String, JSONValue)] = [
                ("iv", .string(Base64URL.encode(sealed.initializationVector))),
                ("tag", .string(Base64URL.encode(sealed.tag))),
            ]
            return EncryptedKey(contentKey: contentKey, octets: sealed.ciphertext, parameters: parameters)
        case .keyEncryption(let key):
            return EncryptedKey(contentKey: contentKey, octets: try key.encrypt(contentKey))
        case .keyAgreement(let key, let curve):
            return try Self.agreedKey(key, curve, contentKey, context)
        case .password(let derivation, let iterations):
            return try Self.passwordKey(derivation, iterations, contentKey)
        }
    }

    private static func wrap(_ contentKey: SymmetricKey, _ key: SymmetricKey) throws(JWTError) -> [UInt8] {
        do {
            return Array(try AES.KeyWrap.wrap(contentKey, using: key))
        } catch {
            throw .encryptionFailed
        }
    }

    private static func agreedKey(
        _ key: KeyMaterial,
        _ curve: KeyAgreementCurve,
        _ contentKey: SymmetricKey,
        _ context: KeyContext
    ) throws(JWTError) -> EncryptedKey {
        let ephemeral = curve.generate()
        let derived = context.derivedKey(from: try ephemeral.sharedSecret(with: key))
        let parameters: [(String, JSONValue)] = [("epk", .object(try ephemeral.ephemeralParameters()))]
        guard context.algorithm.wrappingKeyLength != nil else {
            return EncryptedKey(contentKey: derived, parameters: parameters)
        }
        return EncryptedKey(
            contentKey: contentKey,
            octets: try wrap(contentKey, derived),
            parameters: parameters
        )
    }

    private static func passwordKey(
        _ derivation: PasswordDerivation,
        _ iterations: Int,
        _ contentKey: SymmetricKey
    ) throws(JWTError) -> EncryptedKey {
        let salt = SymmetricKey(size: .bits128).octets
        guard let key = derivation.wrappingKey(saltInput: salt, iterations: iterations) else {
            throw .encryptionFailed
        }
        return EncryptedKey(
            contentKey: contentKey,
            octets: try wrap(contentKey, key),
            parameters: [
                ("p2s", .string(Base64URL.encode(salt))), ("p2c", .integer(Int64(iterations))),
            ]
        )
    }
}
