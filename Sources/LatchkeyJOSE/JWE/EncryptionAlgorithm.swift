/// What the `alg` of a key for JWE names.
///
/// Most keys name how they manage content keys, such as `RSA-OAEP-256`. A key shared for `dir` may name what it encrypts
/// content with instead, such as `A128GCM`.
@nonexhaustive
public enum EncryptionAlgorithm: Sendable, Hashable {
    /// The key is for this `alg` of a JWE only.
    case keyManagement(KeyManagementAlgorithm)
    /// The key is for `dir` with this `enc` of a JWE only.
    case content(ContentEncryption)

    /// The value of the key's `alg`.
    public var name: String {
        switch self {
        case .keyManagement(let algorithm): algorithm.name
        case .content(let encryption): encryption.name
        }
    }

    /// What exactly this name stands for, compared octet by octet; `nil` for any other text.
    public init?(name: some StringProtocol) {
        if let algorithm = KeyManagementAlgorithm(name: name) {
            self = .keyManagement(algorithm)
        } else if let encryption = ContentEncryption(name: name) {
            self = .content(encryption)
        } else {
            return nil
        }
    }
}
