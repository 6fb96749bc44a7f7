/// Text with NUL characters, which PostgreSQL cannot hold, in text without: `␁0` stands for NUL, and `␁1` for U+0001.
///
/// Different texts stay different, so that comparing what is stored compares what was meant; all other text is stored as
/// it is.
enum NULText {
    private static let escape: UInt8 = 1

    /// Whether a text has to be encoded.
    static func isNeeded(for text: String) -> Bool { text.utf8.contains { $0 <= escape } }

    /// Whether stored octets have to be decoded.
    static func isEncoded(_ octets: UnsafeRawBufferPointer) -> Bool { octets.contains(escape) }

    static func encode(_ text: String) -> [UInt8] {
        text.utf8.flatMap { octet -> [UInt8] in
            switch octet {
            case 0: [escape, UInt8(ascii: "0")]
            case escape: [escape, UInt8(ascii: "1")]
            default: [octet]
            }
        }
    }

    static func decode(_ octets: UnsafeRawBufferPointer) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var isEscaped = false
        for octet in octets {
            if isEscaped {
                decoded.append(octet == UInt8(ascii: "0") ? 0 : octet == UInt8(ascii: "1") ? escape : octet)
                isEscaped = false
            } else if octet == escape {
                isEscaped = true
            } else {
                decoded.append(octet)
            }
        }
        return decoded
    }
}
