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

    /// The key of the name that stands at `range`.
    @inline(__always)
    static func key(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        guard range.lowerBound + 4 <= text.count else { return key(text.extracting(range)) }
        let octets = text.bytes.unsafeLoadUnaligned(fromByteOffset: range.lowerBound, as: UInt32.self)
        // What stands behind a short name does not belong to it.
        let excess = UInt32(truncatingIfNeeded: max(0, 4 - range.count)) * 8
        return octets.littleEndian & (UInt32.max >> excess)
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
