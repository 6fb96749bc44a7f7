/// One JSON Web Key (RFC 7517): material of a known type, and what it may be used for.
///
/// A key that exists has been checked: HMAC secrets have the size of their hash at least, RSA moduli 2048 bits at least,
/// points lie on their curve. ``KeyStrength`` is the one way around the sizes. The material's type decides the algorithms: no RSA, EC or OKP key ever serves HMAC.
///
/// ```swift
/// let key = try JWK.generate(.es256)
/// let published = key.publicKey?.json()
/// ```
public struct JWK: Sendable {
    /// `kid`: the name by which tokens point to this key.
    public var keyID: String?
    /// `use`: `sig` for signatures, `enc` for encryption; a key with one of them does not do the other.
    public var use: String?
    /// `key_ops`: where given, `sign`, `verify` and what JWE does must be listed to be allowed.
    public var keyOperations: [String]?
    /// `alg`: where given, the only algorithm this key may be used with.
    public var algorithm: SignatureAlgorithm?
    /// `alg`, where it names an algorithm of JWE: such a key neither signs nor verifies.
    public var encryptionAlgorithm: EncryptionAlgorithm?

    private(set) var material: KeyMaterial
    let strength: KeyStrength

    /// All keys come through here, whatever they were read from.
    init(
        material: KeyMaterial,
        algorithm: SignatureAlgorithm? = nil,
        strength: KeyStrength = .required
    ) throws(JWTError) {
        try material.check(strength)
        self.material = material
        self.strength = strength
        self.algorithm = algorithm ?? material.describedAlgorithm
        if let algorithm { try material.checkFits(algorithm, strength) }
    }

    /// `kty`: the family of the key.
    public var keyType: KeyType { material.keyType }

    /// Whether the key must be kept secret; true for every symmetric key.
    public var isPrivate: Bool { material.isPrivate }

    /// The algorithms this key may be used with: its `alg` where given, else whatever its material fits.
    public var algorithms: [SignatureAlgorithm] {
        guard encryptionAlgorithm == nil else { return [] }
        let fitting = material.algorithms(strength)
        guard let algorithm else { return fitting }
        return fitting.contains(algorithm) ? [algorithm] : []
    }

    /// The key without its private part; `nil` for a symmetric key, which has no public part.
    public var publicKey: JWK? {
        guard isPrivate else { return self }
        guard let publicPart = material.publicPart else { return nil }
        var key = self
        key.material = publicPart
        key.keyOperations = publicKeyOperations
        return key
    }
}

extension JWK {
    /// What the holder of a public key does where the holder of the private key does the other (RFC 7517 §4.3).
    private static let publicOperations = ["sign": "verify", "decrypt": "encrypt", "unwrapKey": "wrapKey"]

    /// No value twice, which no reader would take.
    private var publicKeyOperations: [String]? {
        keyOperations?.map { Self.publicOperations[$0] ?? $0 }
            .reduce(into: []) { operations, operation in
                if !operations.contains(where: { $0.hasSameOctets(as: operation) }) {
                    operations.append(operation)
                }
            }
    }
}

extension KeyMaterial {
    /// Refuses an algorithm of another family, and a secret that is too short for its hash.
    func checkFits(
        _ algorithm: SignatureAlgorithm,
        _ strength: KeyStrength = .required
    ) throws(JWTError) {
        guard algorithm.keyType == keyType else {
            throw .keyInvalid(reason: "\(algorithm) takes no \(keyType.rawValue) key")
        }
        guard !algorithms(strength).contains(algorithm) else { return }
        guard keyType == .oct else { throw .keyInvalid(reason: "\(algorithm) takes no \(name) key") }
        throw .keyInvalid(
            reason: "\(algorithm) takes a secret of \(algorithm.minimumSecretLength) octets at least"
        )
    }

    /// The algorithm that such a key cannot do without: `alg` is what describes an AKP key.
    var describedAlgorithm: SignatureAlgorithm? {
        keyType == .akp ? algorithms.first : nil
    }
}

extension JWK: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Type and name, never the material: a key that slips into a log gives nothing away.
    public var description: String {
        "JWK(\(keyType.rawValue), kid: \(keyID ?? "none"), \(isPrivate ? "private" : "public"))"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing to look into: `dump` shows no material either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
