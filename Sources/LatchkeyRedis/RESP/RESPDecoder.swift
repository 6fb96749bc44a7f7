/// Reads RESP2 values from octets that come in any portions.
///
/// Pure: it knows of no connection. Strict: numbers have one form, lines end in CRLF, and nothing is reserved for what is
/// announced and has not come. After a fault there is no telling where the next value begins, so every further call says
/// the same.
///
/// ```swift
/// var decoder = RESPDecoder()
/// decoder.append(octets)
/// while let value = try decoder.next() { … }
/// ```
public struct RESPDecoder: Sendable {
    /// An array whose end has not come.
    private struct OpenArray {
        var values: [RESPValue] = []
        var missing: Int
    }

    /// What a line or the content of a bulk string amounts to.
    private enum Item {
        case value(RESPValue)
        case array(Int)
        case bulk(Int)
    }

    private static let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
    /// Octets that were read are let go of in portions.
    private static let portion = 65_536

    private let limits: RESPLimits
    private var buffer: [UInt8] = []
    /// Where the part begins that was not read yet.
    private var position = 0
    /// How far an end of line has been looked for.
    private var scanned = 0
    private var open: [OpenArray] = []
    /// The length of the bulk string whose content comes next.
    private var bulk: Int?
    /// Parts and octets of the value that is being read.
    private var size = (elements: 0, octets: 0)
    private var fault: RESPError?

    /// Makes a decoder that has read nothing.
    ///
    /// - Parameter limits: how much of a value is taken.
    public init(limits: RESPLimits = RESPLimits()) {
        self.limits = limits
    }

    /// How many octets wait to be read.
    public var unread: Int { buffer.count - position }

    /// Adds what has come.
    ///
    /// - Parameter octets: the next octets, as many as there are.
    public mutating func append(_ octets: some Sequence<UInt8>) {
        guard fault == nil else { return }
        if position > Self.portion || position == buffer.count {
            buffer.removeFirst(position)
            (scanned, position) = (scanned - position, 0)
        }
        buffer += octets
    }

    /// The next whole value; `nil` when more has to come first.
    ///
    /// - Throws: ``RESPError``, then and for ever.
    public mutating func next() throws(RESPError) -> RESPValue? {
        if let fault { throw fault }
        do throws(RESPError) {
            while let item = try item() {
                if let value = try fold(item) { return value }
            }
            return nil
        } catch {
            fault = error
            (buffer, open) = ([], [])
            (position, scanned) = (0, 0)
            throw error
        }
    }

    /// Puts an item where it belongs; the value that it completes.
    private mutating func fold(_ item: Item) throws(RESPError) -> RESPValue? {
        switch item {
        case .bulk(let length):
            bulk = length
            return nil
        case .array(let count) where count > 0:
            guard open.count < limits.depth else { throw .tooDeep }
            // Counted when they are announced: what is to come has to fit, too.
            guard count <= limits.elements - size.elements else { throw .tooManyElements }
            size.elements += count
            open.append(OpenArray(missing: count))
            return nil
        case .array: return try close(.array([]))
        case .value(let value): return try close(value)
        }
    }

    /// Adds a whole value to the arrays that wait for it.
    private mutating func close(_ value: RESPValue) throws(RESPError) -> RESPValue? {
        var value = value
        while var array = open.popLast() {
            array.values.append(value)
            array.missing -= 1
            guard array.missing == 0 else {
                open.append(array)
                return nil
            }
            value = .array(array.values)
        }
        size = (0, 0)
        return value
    }

    private mutating func item() throws(RESPError) -> Item? {
        if let length = bulk { return try content(length) }
        guard let line = try line() else { return nil }
        guard let type = line.first else { throw .malformed }
        let rest = line.dropFirst()
        switch type {
        case UInt8(ascii: "+"): return .value(.simple(Array(rest)))
        case UInt8(ascii: "-"): return .value(.error(Array(rest)))
        case UInt8(ascii: ":"): return .value(.integer(try Self.number(rest)))
        case UInt8(ascii: "$"):
            let length = try Self.number(rest)
            guard length >= 0 else { return try Self.null(length) }
            guard length <= limits.bulkLength else { throw .bulkTooLong }
            return .bulk(Int(length))
        case UInt8(ascii: "*"):
            let count = try Self.number(rest)
            guard count >= 0 else { return try Self.null(count) }
            guard count <= limits.elements else { throw .tooManyElements }
            return .array(Int(count))
        default: throw .unknownType(type)
        }
    }

    /// The content of a bulk string with its end.
    private mutating func content(_ length: Int) throws(RESPError) -> Item? {
        guard unread >= length + 2 else { return nil }
        let end = position + length
        guard buffer[end] == Self.carriageReturn, buffer[end + 1] == Self.lineFeed else { throw .malformed }
        let content = Array(buffer[position..<end])
        try advance(to: end + 2)
        bulk = nil
        return .value(.bulk(content))
    }

    /// The next line without its end.
    private mutating func line() throws(RESPError) -> ArraySlice<UInt8>? {
        while scanned < buffer.count {
            let octet = buffer[scanned]
            guard octet != Self.lineFeed else { throw .malformed }
            if octet == Self.carriageReturn {
                guard scanned + 1 < buffer.count else { return nil }
                guard buffer[scanned + 1] == Self.lineFeed else { throw .malformed }
                let line = buffer[position..<scanned]
                try advance(to: scanned + 2)
                return line
            }
            scanned += 1
            guard scanned - position <= limits.lineLength + 1 else { throw .lineTooLong }
        }
        return nil
    }

    private mutating func advance(to end: Int) throws(RESPError) {
        size.octets += end - position
        guard size.octets <= limits.length else { throw .tooLong }
        (position, scanned) = (end, end)
    }

    /// A whole number in its one form: no plus, no zero in front, no minus zero.
    private static func number(_ digits: ArraySlice<UInt8>) throws(RESPError) -> Int64 {
        let isNegative = digits.first == UInt8(ascii: "-")
        let magnitude = isNegative ? digits.dropFirst() : digits
        guard let first = magnitude.first, magnitude.allSatisfy({ (0x30...0x39).contains($0) }),
            first != 0x30 || (magnitude.count == 1 && !isNegative),
            // More digits would be beyond it, and need not be read.
            magnitude.count <= 19, let number = Int64(String(decoding: digits, as: UTF8.self))
        else { throw .malformed }
        return number
    }

    private static func null(_ length: Int64) throws(RESPError) -> Item {
        guard length == -1 else { throw .malformed }
        return .value(.null)
    }
}
