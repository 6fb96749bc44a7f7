/// How a JWE gets its content encryption key to the recipient: the values of `alg` (RFC 7518 §4).
///
/// There is no `RSA1_5`: its padding lets whoever can ask for decryptions read a key out of the answers
/// (RFC 7516 §11.5), so that neither can it be written nor a decrypter be told to accept it.
@nonexhaustive
public enum KeyManagementAlgorithm: Sendable, Hashable, CaseIterable {
    /// The shared key encrypts the content itself.
    case direct
    /// AES key wrap (RFC 3394) with a key of 16 octets.
    case a128KW
    /// AES key wrap with a key of 24 octets.
    case a192KW
    /// AES key wrap with a key of 32 octets.
    case a256KW
    /// AES-GCM around the content key, with a key of 16 octets.
    case a128GCMKW
    /// AES-GCM around the content key, with a key of 24 octets.
    case a192GCMKW
    /// AES-GCM around the content key, with a key of 32 octets.
    case a256GCMKW
    /// RSAES OAEP with SHA-1, which is sound there; the modulus is 2048 bits at least.
    case rsaOAEP
    /// RSAES OAEP with SHA-256; the modulus is 2048 bits at least.
    case rsaOAEP256
    /// The key agreed on with an ephemeral key encrypts the content itself.
    case ecdhES
    /// The key agreed on wraps the content key: 16 octets.
    case ecdhESA128KW
    /// The key agreed on wraps the content key: 24 octets.
    case ecdhESA192KW
    /// The key agreed on wraps the content key: 32 octets.
    case ecdhESA256KW
    /// A key of 16 octets, derived from a password by PBKDF2 with SHA-256, wraps the content key.
    case pbes2HS256A128KW
    /// A key of 24 octets, derived from a password by PBKDF2 with SHA-384, wraps the content key.
    case pbes2HS384A192KW
    /// A key of 32 octets, derived from a password by PBKDF2 with SHA-512, wraps the content key.
    case pbes2HS512A256KW

    /// The value of `alg`, such as `RSA-OAEP-256`.
    public var name: String {
        switch self {
        case .direct: "dir"
        case .a128KW: "A128KW"
        case .a192KW: "A192KW"
        case .a256KW: "A256KW"
        case .a128GCMKW: "A128GCMKW"
        case .a192GCMKW: "A192GCMKW"
        case .a256GCMKW: "A256GCMKW"
        case .rsaOAEP: "RSA-OAEP"
        case .rsaOAEP256: "RSA-OAEP-256"
        case .ecdhES: "ECDH-ES"
        case .ecdhESA128KW: "ECDH-ES+A128KW"
        case .ecdhESA192KW: "ECDH-ES+A192KW"
        case .ecdhESA256KW: "ECDH-ES+A256KW"
        case .pbes2HS256A128KW: "PBES2-HS256+A128KW"
        case .pbes2HS384A192KW: "PBES2-HS384+A192KW"
        case .pbes2HS512A256KW: "PBES2-HS512+A256KW"
        }
    }

    /// The algorithm with exactly this name, compared octet by octet; `nil` for any other text.
    public init?(name: some StringProtocol) {
        let match = Self.allCases.first { $0.name.utf8.elementsEqual(name.utf8) }
        guard let match else { return nil }
        self = match
    }
}

extension KeyManagementAlgorithm: CustomStringConvertible {
    /// The same as ``name``.
    public var description: String { name }
}

extension KeyManagementAlgorithm {
    /// The kinds of RFC 7516 §2, which decide what a key has to do.
    enum Mode {
        case direct, keyWrapping, gcmKeyWrapping, keyEncryption, keyAgreement, password
    }

    var mode: Mode {
        switch self {
        case .direct: .direct
        case .a128KW, .a192KW, .a256KW: .keyWrapping
        case .a128GCMKW, .a192GCMKW, .a256GCMKW: .gcmKeyWrapping
        case .rsaOAEP, .rsaOAEP256: .keyEncryption
        case .ecdhES, .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW: .keyAgreement
        case .pbes2HS256A128KW, .pbes2HS384A192KW, .pbes2HS512A256KW: .password
        }
    }

    /// The length of the key that wraps the content key; `nil` where none does or it is no symmetric one.
    var wrappingKeyLength: Int? {
        switch self {
        case .a128KW, .a128GCMKW, .ecdhESA128KW, .pbes2HS256A128KW: 16
        case .a192KW, .a192GCMKW, .ecdhESA192KW, .pbes2HS384A192KW: 24
        case .a256KW, .a256GCMKW, .ecdhESA256KW, .pbes2HS512A256KW: 32
        case .direct, .rsaOAEP, .rsaOAEP256, .ecdhES: nil
        }
    }

    /// Whether the content key follows from the recipient's key, so that it cannot be shared with other recipients.
    var determinesContentKey: Bool { self == .direct || self == .ecdhES }
}
