/// The signature algorithms of JSON Web Algorithms (RFC 7518 §3, RFC 8037, RFC 8812, RFC 9864, and ML-DSA for JOSE).
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
    /// RSASSA-PKCS1-v1_5 with SHA-384; the modulus is 2048 bits at least.
    case rs384
    /// RSASSA-PKCS1-v1_5 with SHA-512; the modulus is 2048 bits at least.
    case rs512
    /// RSASSA-PSS with SHA-256 and a salt of 32 octets; the modulus is 2048 bits at least.
    case ps256
    /// RSASSA-PSS with SHA-384 and a salt of 48 octets; the modulus is 2048 bits at least.
    case ps384
    /// RSASSA-PSS with SHA-512 and a salt of 64 octets; the modulus is 2048 bits at least.
    case ps512
    /// ECDSA on P-256 with SHA-256.
    case es256
    /// ECDSA on P-384 with SHA-384.
    case es384
    /// ECDSA on P-521 with SHA-512.
    case es512
    /// Ed25519 under the polymorphic name `EdDSA` (RFC 8037), which most libraries know.
    case eddsa
    /// Ed25519 under its own name (RFC 9864).
    case ed25519
    /// ML-DSA-65 (FIPS 204) with an empty context.
    case mldsa65
    /// ML-DSA-87 (FIPS 204) with an empty context.
    case mldsa87
    /// ECDSA on secp256k1 with SHA-256 (RFC 8812): a name here; its keys come from `LatchkeyOpenSSL`.
    case es256k
    /// Ed448 under its own name (RFC 9864): a name here; its keys come from `LatchkeyOpenSSL`.
    case ed448

    /// The value of `alg`, such as `HS256`.
    public var name: String {
        switch self {
        case .hs256: "HS256"
        case .hs384: "HS384"
        case .hs512: "HS512"
        case .rs256: "RS256"
        case .rs384: "RS384"
        case .rs512: "RS512"
        case .ps256: "PS256"
        case .ps384: "PS384"
        case .ps512: "PS512"
        case .es256: "ES256"
        case .es384: "ES384"
        case .es512: "ES512"
        case .eddsa: "EdDSA"
        case .ed25519: "Ed25519"
        case .mldsa65: "ML-DSA-65"
        case .mldsa87: "ML-DSA-87"
        case .es256k: "ES256K"
        case .ed448: "Ed448"
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
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
        case .es256, .es384, .es512, .es256k: .ec
        case .eddsa, .ed25519, .ed448: .okp
        case .mldsa65, .mldsa87: .akp
        }
    }

    /// Whether a ``JWK`` can be of use for it.
    ///
    /// The others take keys of another library, as `LatchkeyOpenSSL` has.
    public var takesJWK: Bool {
        switch self {
        case .es256k, .ed448: false
        default: true
        }
    }
}

extension SignatureAlgorithm: CustomStringConvertible {
    /// The same as ``name``.
    public var description: String { name }
}
