/// How the content of a JWE is encrypted and authenticated: the values of `enc` (RFC 7518 §5).
@nonexhaustive
public enum ContentEncryption: Sendable, Hashable, CaseIterable {
    /// AES-GCM with a key of 16 octets.
    case a128GCM
    /// AES-GCM with a key of 24 octets.
    case a192GCM
    /// AES-GCM with a key of 32 octets.
    case a256GCM
    /// AES-CBC and HMAC SHA-256 with a key of 32 octets, half of it for each.
    case a128CBCHS256
    /// AES-CBC and HMAC SHA-384 with a key of 48 octets, half of it for each.
    case a192CBCHS384
    /// AES-CBC and HMAC SHA-512 with a key of 64 octets, half of it for each.
    case a256CBCHS512

    /// The value of `enc`, such as `A256GCM`.
    public var name: String {
        switch self {
        case .a128GCM: "A128GCM"
        case .a192GCM: "A192GCM"
        case .a256GCM: "A256GCM"
        case .a128CBCHS256: "A128CBC-HS256"
        case .a192CBCHS384: "A192CBC-HS384"
        case .a256CBCHS512: "A256CBC-HS512"
        }
    }

    /// The algorithm with exactly this name, compared octet by octet; `nil` for any other text.
    public init?(name: some StringProtocol) {
        let match = Self.allCases.first { $0.name.utf8.elementsEqual(name.utf8) }
        guard let match else { return nil }
        self = match
    }

    /// The length of the content encryption key, in octets.
    public var keyLength: Int {
        switch self {
        case .a128GCM: 16
        case .a192GCM: 24
        case .a256GCM: 32
        case .a128CBCHS256: 32
        case .a192CBCHS384: 48
        case .a256CBCHS512: 64
        }
    }
}

extension ContentEncryption: CustomStringConvertible {
    /// The same as ``name``.
    public var description: String { name }
}
