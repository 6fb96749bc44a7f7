public import LatchkeyTokens

/// One value of a stored row, as every back end has it.
public enum StoredValue: Sendable {
    /// No value.
    case null
    /// A number, or a time in milliseconds since 1970.
    case integer(Int64)
    /// Yes or no.
    case flag(Bool)
    /// Text, whole: NUL characters and all.
    case text(String)
    /// Octets.
    case octets([UInt8])
    /// The 16 octets of an identifier.
    case id(UUIDv7)

    private enum Tag {
        static let null: UInt8 = 0
        static let integer: UInt8 = 1
        static let flag: UInt8 = 2
        static let text: UInt8 = 3
        static let octets: UInt8 = 4
        static let id: UInt8 = 5
    }

    /// Appends what no other value is written as: its kind, its length, its octets.
    func write(to octets: inout [UInt8]) {
        switch self {
        case .null: Self.append(Tag.null, [], to: &octets)
        case .integer(let integer):
            withUnsafeBytes(of: integer.bigEndian) { Self.append(Tag.integer, $0, to: &octets) }
        case .flag(let flag): Self.append(Tag.flag, [flag ? 1 : 0], to: &octets)
        case .text(let text): Self.append(Tag.text, text.utf8, to: &octets)
        case .octets(let value): Self.append(Tag.octets, value, to: &octets)
        case .id(let id):
            withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) {
                Self.append(Tag.id, $0, to: &octets)
            }
        }
    }

    private static func append(_ tag: UInt8, _ value: some Collection<UInt8>, to octets: inout [UInt8]) {
        octets.append(tag)
        withUnsafeBytes(of: UInt64(value.count).bigEndian) { octets.append(contentsOf: $0) }
        octets.append(contentsOf: value)
    }

    /// Writes a list of values.
    static func octets(of values: [StoredValue]) -> [UInt8] {
        values.reduce(into: []) { $1.write(to: &$0) }
    }

    /// Reads what ``octets(of:)`` has written; `nil` for anything else.
    static func values(in octets: [UInt8]) -> [StoredValue]? {
        var (values, rest): ([StoredValue], ArraySlice<UInt8>) = ([], octets[...])
        while let tag = rest.popFirst() {
            guard let count = Int(exactly: number(rest.prefix(8))), rest.count >= 8,
                count <= rest.count - 8,
                let value = value(tag, Array(rest.dropFirst(8).prefix(count)))
            else { return nil }
            values.append(value)
            rest = rest.dropFirst(8 + count)
        }
        return values
    }

    private static func value(_ tag: UInt8, _ octets: [UInt8]) -> StoredValue? {
        switch (tag, octets.count) {
        case (Tag.null, 0): .null
        case (Tag.integer, 8): .integer(Int64(bitPattern: number(octets[...])))
        case (Tag.flag, 1): .flag(octets[0] != 0)
        case (Tag.text, _): String(validating: octets, as: UTF8.self).map { .text($0) }
        case (Tag.octets, _): .octets(octets)
        case (Tag.id, 16): UUIDv7(bytes: octets).map { .id($0) }
        default: nil
        }
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> UInt64 {
        octets.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
