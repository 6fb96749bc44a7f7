/// Where one member of an object stands in its text.
///
/// Offsets are 32 bits wide because the reader refuses texts of 4 GiB long before.
struct JSONMember: Sendable {
    enum Kind: UInt8, Sendable {
        case null, `false`, `true`, integer, number, string, escapedString, array, object
    }

    /// The name's octets, escapes resolved: in the text, or after it where the name was written with escapes.
    var nameStart: UInt32
    var nameLength: UInt32
    /// The first four octets of the name: settles most comparisons without looking at the text.
    var nameKey: UInt32
    /// The value as written; for a string without its quotation marks.
    var valueStart: UInt32
    var valueLength: UInt32
    var kind: Kind

    var value: Range<Int> {
        Int(valueStart)..<Int(valueStart) + Int(valueLength)
    }

    var name: Range<Int> {
        Int(nameStart)..<Int(nameStart) + Int(nameLength)
    }

    /// The key of a name given as octets.
    static func key(_ octets: Span<UInt8>) -> UInt32 {
        if octets.count >= 4 {
            return octets.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self).littleEndian
        }
        var key: UInt32 = 0
        for index in octets.indices {
            key |= UInt32(octets[index]) << (8 * UInt32(truncatingIfNeeded: index))
        }
        return key
    }
}
