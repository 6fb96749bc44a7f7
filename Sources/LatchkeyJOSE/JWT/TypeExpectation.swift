/// What a verifier expects of the header's `typ` (RFC 8725 §3.11).
///
/// Types are compared as media types: ASCII case does not count, nor does `application/` in front (RFC 7515 §4.1.9).
public struct TypeExpectation: Sendable, ExpressibleByStringLiteral {
    /// The expected type without `application/`, in lower case; `nil` for none.
    let normalized: [UInt8]?
    let value: String

    private init(value: String, normalized: [UInt8]?) {
        self.value = value
        self.normalized = normalized
    }

    /// The token must have this type.
    public static func exactly(_ type: String) -> TypeExpectation {
        TypeExpectation(value: type, normalized: normalize(type))
    }

    /// Any type, or none.
    public static let unchecked = TypeExpectation(value: "", normalized: nil)

    /// The token must have this type.
    public init(stringLiteral value: String) {
        self = .exactly(value)
    }

    func check(_ type: String?) throws(JWTError) {
        guard let normalized else { return }
        guard let type, Self.normalize(type) == normalized else {
            throw .typeMismatch(expected: value, found: type)
        }
    }

    private static func normalize(_ type: String) -> [UInt8] {
        let lowercased = type.utf8.map {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
        }
        let prefix = Array("application/".utf8)
        let rest = lowercased.dropFirst(prefix.count)
        return lowercased.starts(with: prefix) && !rest.contains(UInt8(ascii: "/")) ? Array(rest) : lowercased
    }
}
