/// The forms in which a file holds a key.
///
/// ```swift
/// let file = try key.write(as: .pem(.pkcs8), passphrase: passphrase)
/// let line = try key.publicKey?.write(as: .openSSH)
/// ```
///
/// Reading needs none of them: ``JWK/init(keyFile:algorithm:passphrase:strength:)`` tells them apart by their content.
@nonexhaustive
public enum KeyFormat: Sendable, Hashable {
    /// A JSON Web Key (RFC 7517 §4).
    case jwk
    /// A JWK Set of this one key (RFC 7517 §5).
    case jwkSet
    /// A structure as text between boundaries (RFC 7468).
    case pem(Structure)
    /// A structure as the octets that PEM wraps.
    case der(Structure)
    /// What OpenSSH keeps: the line of a public key, or the file `openssh-key-v1` of a private one.
    case openSSH
    /// The octets of a symmetric key, and nothing else.
    case secret

    /// The structures of ASN.1 that hold keys.
    @nonexhaustive
    public enum Structure: String, Sendable, Hashable, CaseIterable {
        /// An RSA key, private or public (RFC 8017 A.1).
        case pkcs1
        /// A private key of any type (RFC 5958), encrypted where a passphrase is given (RFC 8018 §6.2).
        case pkcs8
        /// An elliptic curve private key (RFC 5915).
        case sec1
        /// A public key of any type (RFC 5280 §4.1.2.7); of a private key it holds the public part.
        case spki
    }
}

extension JWK {
    /// The structure of ASN.1 that holds every type of key: PKCS#8 for a private one, SPKI for a public one.
    public var commonStructure: KeyFormat.Structure { isPrivate ? .pkcs8 : .spki }
}
