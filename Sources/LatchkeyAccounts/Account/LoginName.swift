/// The name that somebody types to sign in, in its one canonical form.
///
/// Both kinds are ASCII, folded to lower case, and compared octet by octet, so that no two spellings ever meet in
/// one account (and none is lost between two). Text that is not ASCII is refused until a rule for it exists.
public enum LoginName: Sendable, Hashable {
    /// An e-mail address, for example `ada@example.org`.
    case email(String)
    /// A user name: 1–64 of `a`–`z`, `0`–`9`, `.`, `_`, `-`, beginning with a letter or digit, and no UUID.
    case username(String)

    /// Reads either kind; a name with `@` is an e-mail address.
    ///
    /// - Throws: ``AccountError/invalid(_:)`` naming the field `login`.
    public init(_ text: String) throws(AccountError) {
        let field = "login"
        self =
            text.utf8.contains(UInt8(ascii: "@"))
            ? .email(try Self.canonicalEmail(text, field: field))
            : .username(try Self.canonicalUsername(text, field: field))
    }

    /// The canonical text.
    public var text: String {
        switch self {
        case .email(let text), .username(let text): text
        }
    }

    /// The canonical form of an e-mail address: one `@`, a local part of at most 64 octets, a dotted domain.
    public static func canonicalEmail(_ text: String, field: String = "email") throws(AccountError) -> String
    {
        let bytes = try lowercasedASCII(text, limit: 254, field: field)
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].count), parts[0].allSatisfy(isLocalPartByte),
            isDomain(parts[1])
        else { throw .invalid(FieldError(field, .invalidFormat)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The canonical form of a user name.
    ///
    /// Refuses what is written like a UUID: accounts are named by theirs too, and whoever took another's as a user name
    /// would be hit, or spared, in that one's place.
    public static func canonicalUsername(
        _ text: String,
        field: String = "username"
    ) throws(AccountError) -> String {
        let bytes = try lowercasedASCII(text, limit: 64, field: field)
        guard let first = bytes.first, isLetterOrDigit(first),
            bytes.allSatisfy({ isLetterOrDigit($0) || Array("._-".utf8).contains($0) }), !isUUID(bytes)
        else { throw .invalid(FieldError(field, .invalidFormat)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func lowercasedASCII(
        _ text: String,
        limit: Int,
        field: String
    ) throws(AccountError) -> [UInt8] {
        guard text.utf8.count <= limit else { throw .invalid(FieldError(field, .tooLong)) }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .invalid(FieldError(field, .notASCII)) }
        return text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    /// Whether the text has the form of a UUID (RFC 9562 §4), of whatever version.
    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        let groups = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { (0x61...0x66).contains($0) || (0x30...0x39).contains($0) }
    }

    private static func isLocalPartByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || Array("!#$%&'*+-/=?^_`{|}~.".utf8).contains(byte)
    }

    /// Labels of letters, digits and inner hyphens, at least one of them.
    private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
            return isLetterOrDigit(first) && isLetterOrDigit(last)
                && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }
}
