/// One value of the Redis protocol in its second version (RESP2): a reply, or a part of one.
public enum RESPValue: Sendable, Hashable {
    /// A line of text, such as `OK`; neither CR nor LF is in it.
    case simple([UInt8])
    /// A refusal: a code in capitals, and words. Redis may repeat in it what it was sent.
    case error([UInt8])
    /// A whole number.
    case integer(Int64)
    /// Any octets.
    case bulk([UInt8])
    /// Several values.
    case array([RESPValue])
    /// Nothing: the value of a key that does not exist.
    case null
}

extension RESPValue {
    /// The value as it goes over the wire.
    ///
    /// A null is written as a bulk string that is none; the array that is none means the same.
    public var encoded: [UInt8] {
        var octets: [UInt8] = []
        write(to: &octets)
        return octets
    }

    /// Adds the value as it goes over the wire.
    ///
    /// - Parameter octets: what it is added to.
    public func write(to octets: inout [UInt8]) {
        switch self {
        case .simple(let text): Self.writeLine("+", text, to: &octets)
        case .error(let text): Self.writeLine("-", text, to: &octets)
        case .integer(let number): Self.writeLine(":", "\(number)".utf8, to: &octets)
        case .null: Self.writeLine("$", "-1".utf8, to: &octets)
        case .bulk(let content):
            Self.writeLine("$", "\(content.count)".utf8, to: &octets)
            octets += content
            octets += [0x0D, 0x0A]
        case .array(let values):
            Self.writeLine("*", "\(values.count)".utf8, to: &octets)
            for value in values { value.write(to: &octets) }
        }
    }

    private static func writeLine(
        _ type: Unicode.Scalar,
        _ content: some Sequence<UInt8>,
        to octets: inout [UInt8]
    ) {
        octets.append(UInt8(ascii: type))
        octets += content
        octets += [0x0D, 0x0A]
    }
}

extension RESPValue {
    /// The octets of a text of either kind.
    var octets: [UInt8]? {
        switch self {
        case .simple(let octets), .bulk(let octets): octets
        default: nil
        }
    }

    /// A text of either kind, where it is UTF-8.
    var text: String? { octets.flatMap { String(validating: $0, as: UTF8.self) } }

    /// A whole number, be it written as a number or as text.
    var number: Int64? {
        if case .integer(let number) = self { return number }
        return text.flatMap { Int64($0) }
    }

    /// The values of an array.
    var values: [RESPValue]? {
        guard case .array(let values) = self else { return nil }
        return values
    }
}
