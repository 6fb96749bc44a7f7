/// The signature algorithms of JSON Web Algorithms (RFC 7518 §3, RFC 8037, RFC 9864).
///
/// There is no `none`: neither can a verifier be told to accept it nor a signer to produce it.
@nonexhaustive
public enum SignatureAlgorithm: Sendable, Hashable, CaseIterable {
    /// HMAC with SHA-256; the secret is 32 octets at least.
    case hs256
    /// HMAC with SHA-384; the secret is 48 octets at least.
    case hs384
    /// HMAC with SHA-512; the secret is 64 octets at least.
    case hs512
    /// RSASSA-PKCS1-v1_5 with SHA-256; the modulus is 2048 bits at least.
    case rs256
    /// ECDSA on P-256 with SHA-256.
    case es256
    /// Ed25519 under the polymorphic name `EdDSA` (RFC 8037), which most libraries know.
    case eddsa
    /// Ed25519 under its own name (RFC 9864).
    case ed25519

    /// The value of `alg`, such as `HS256`.
    public var name: String {
        switch self {
        case .hs256: "HS256"
        case .hs384: "HS384"
        case .hs512: "HS512"
        case .rs256: "RS256"
        case .es256: "ES256"
        case .eddsa: "EdDSA"
        case .ed25519: "Ed25519"
        }
    }

    /// The algorithm with exactly this name, compared octet by octet; `nil` for any other text.
    public init?(name: some StringProtocol) {
        let match = Self.allCases.first { $0.name.utf8.elementsEqual(name.utf8) }
        guard let match else { return nil }
        self = match
    }

    /// The type of key this algorithm takes.
    public var keyType: KeyType {
        switch self {
        case .hs256, .hs384, .hs512: .oct
        case .rs256: .rsa
        case .es256: .ec
        case .eddsa, .ed25519: .okp
        }
    }
}

extension SignatureAlgorithm: CustomStringConvertible {
    /// The same as ``name``.
    public var description: String { name }
}
