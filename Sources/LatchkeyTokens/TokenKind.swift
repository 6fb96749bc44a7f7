/// What a token is for, said by its `typ` header so that no kind can pass for another (RFC 8725 §3.11).
///
/// ```swift
/// TokenVerifier(keys: keys, issuer: "https://id.example", audience: "shop", kinds: [.access])
/// RequireToken(.kind(.refresh))
/// ```
public struct TokenKind: Sendable {
    /// `typ` in lower case, without `application/` in front.
    public let type: String

    private init(type: String) { self.type = type }

    /// `at+jwt`: opens protected routes (RFC 9068 §2.1).
    public static let access = TokenKind(type: "at+jwt")
    /// `rt+jwt`: buys new access tokens, for issuers that keep no sessions.
    public static let refresh = TokenKind(type: "rt+jwt")
    /// `ot+jwt`: good for one request.
    public static let oneTime = TokenKind(type: "ot+jwt")

    /// A kind of your own, such as `"download+jwt"`.
    ///
    /// ASCII case does not count, nor does `application/` in front (RFC 7515 §4.1.9).
    public static func custom(_ type: String) -> TokenKind {
        let lowercased = String(decoding: type.utf8.map(lowercase), as: UTF8.self)
        let prefix = "application/"
        let isPrefixed = lowercased.utf8.starts(with: prefix.utf8)
        return TokenKind(type: isPrefixed ? String(lowercased.dropFirst(prefix.count)) : lowercased)
    }

    private static func lowercase(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }
}

extension TokenKind: Hashable {
    /// Whether the types have the same octets.
    public static func == (one: TokenKind, other: TokenKind) -> Bool {
        one.type.utf8.elementsEqual(other.type.utf8)
    }

    /// Hashes the octets of the type.
    public func hash(into hasher: inout Hasher) {
        for octet in type.utf8 { hasher.combine(octet) }
    }
}

extension TokenKind: CustomStringConvertible {
    /// The type.
    public var description: String { type }
}
