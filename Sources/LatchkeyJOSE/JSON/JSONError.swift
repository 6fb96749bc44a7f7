/// Why a text is not the JSON object asked for, and at which octet that showed.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of fault the strict reader tells apart.
    @nonexhaustive
    public enum Fault: String, Sendable, Hashable, CaseIterable {
        /// The text breaks the grammar of RFC 8259.
        case syntax = "the text is not valid JSON"
        /// The octets are not UTF-8, or an escape names half of a surrogate pair (RFC 8259 §8.1, §8.2).
        case encoding = "the text is not valid UTF-8"
        /// A member name occurs twice in one object (RFC 7515 §4, RFC 7519 §4).
        case duplicateMember = "a member name occurs twice"
        /// The text is valid but its outermost value is no object.
        case notAnObject = "the outermost value is not an object"
        /// A number is longer than the limit, or no finite double can hold it.
        case numberOutOfRange = "a number is out of range"
        /// Arrays and objects are nested deeper than the limit.
        case tooDeep = "the nesting is too deep"
        /// The text is longer than the limit.
        case tooLarge = "the text is too long"
    }

    /// What is wrong.
    public let fault: Fault
    /// The octet at which it showed, counted from zero.
    public let offset: Int

    /// One sentence for a person, without any of the text.
    public var description: String {
        "\(fault.rawValue) (octet \(offset))"
    }
}
