/// Text that is equal only to the same octets, as a key of dictionaries and sets.
///
/// `String` takes canonically equivalent text for equal: a dictionary keyed by strings would merge the names of two
/// subjects or two issuers.
public struct ExactText: Hashable, Sendable {
    /// The text as it was given.
    public let text: String

    /// Wraps a text.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether both are the same octets in UTF-8.
    public static func == (one: ExactText, other: ExactText) -> Bool {
        one.text.utf8.elementsEqual(other.text.utf8)
    }

    /// Hashes the octets, and one that no UTF-8 holds behind them, so that neighbours cannot run together.
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}

extension ExactText: ExpressibleByStringLiteral {
    /// Wraps a literal.
    public init(stringLiteral text: String) { self.init(text) }
}

extension ExactText: CustomStringConvertible {
    /// The text itself.
    public var description: String { text }
}
