/// The set of scope tokens that an access token carries (RFC 6749 §3.3).
///
/// Written as one space-separated string. Tokens are compared octet by octet, never by canonical equivalence.
///
/// ```swift
/// let scope = Scope("notes:read notes:write")
/// scope.contains("notes:read")    // true
/// ```
public struct Scope: Sendable, Hashable {
    /// The scope tokens in the order in which they were given, without repetitions.
    public let tokens: [String]

    /// Keeps each distinct token of `tokens`; empty ones are dropped.
    public init(_ tokens: some Sequence<String>) {
        // A set, since looking through those kept would take a second for a token that is all scope.
        var known: Set<ExactText> = []
        self.tokens = tokens.filter { !$0.isEmpty && known.insert(ExactText($0)).inserted }
    }

    /// Splits a space-separated list.
    public init(_ list: String) {
        self.init(list.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) })
    }

    /// Whether `token` is among them, compared octet by octet.
    public func contains(_ token: String) -> Bool {
        tokens.contains { $0.utf8.elementsEqual(token.utf8) }
    }

    /// Whether every token of `other` is among them.
    public func isSuperset(of other: Scope) -> Bool {
        other.tokens.allSatisfy(contains)
    }

    /// Whether no token is left.
    public var isEmpty: Bool { tokens.isEmpty }
}

extension Scope: CustomStringConvertible {
    /// The space-separated list, as the `scope` claim holds it.
    public var description: String { tokens.joined(separator: " ") }
}

extension Scope: ExpressibleByStringLiteral {
    /// Splits a space-separated literal.
    public init(stringLiteral list: String) { self.init(list) }
}
