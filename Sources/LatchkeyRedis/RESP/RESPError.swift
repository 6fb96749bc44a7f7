/// Why octets are no RESP2 that this side takes.
public enum RESPError: Error, Sendable, Hashable {
    /// A line, a number or an end is not of the form.
    case malformed
    /// A value begins with an octet that RESP2 does not have; RESP3 has some of them.
    case unknownType(UInt8)
    /// A line is longer than ``RESPLimits/lineLength``.
    case lineTooLong
    /// A bulk string is longer than ``RESPLimits/bulkLength``.
    case bulkTooLong
    /// Arrays are nested deeper than ``RESPLimits/depth``.
    case tooDeep
    /// A value has more parts than ``RESPLimits/elements``.
    case tooManyElements
    /// A value is longer than ``RESPLimits/length``.
    case tooLong
}

extension RESPError: CustomStringConvertible {
    /// A few words for a log; nothing of the octets.
    public var description: String {
        switch self {
        case .malformed: "it is not RESP2"
        case .unknownType: "it has values of a kind that RESP2 does not have"
        case .lineTooLong: "a line is too long"
        case .bulkTooLong: "a string is too long"
        case .tooDeep: "arrays are nested too deeply"
        case .tooManyElements: "it has too many parts"
        case .tooLong: "it is too long"
        }
    }
}

/// How much of a value is taken before it is refused; what is announced beyond that is never waited for.
public struct RESPLimits: Sendable {
    /// The most octets of a line, its type and end not counted.
    public var lineLength = 1024
    /// The most octets of a bulk string.
    public var bulkLength = 1 << 20
    /// How deep arrays may be nested.
    public var depth = 4
    /// The most parts of a value, those of its parts included.
    public var elements = 65_536
    /// The most octets of a value in all.
    public var length = 16 << 20

    /// The defaults: far more than any command of this library is answered with.
    public init() {}
}
