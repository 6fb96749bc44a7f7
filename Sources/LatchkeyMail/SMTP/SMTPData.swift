/// A mail as it follows DATA: its lines, each full stop at the beginning doubled, and the line that ends it
/// (RFC 5321 §4.5.2).
struct SMTPData {
    /// Octets of a line without its end (RFC 5321 §4.5.3.1.6).
    private static let lineLimit = 998

    /// Everything that is sent, the ending line included.
    let octets: [UInt8]
    /// Whether there is anything outside ASCII in it.
    let isEightBit: Bool

    /// `nil` for a mail with a line that is too long, or with CR or LF alone: servers differ in what they take for a
    /// line's end, and one could be made to see the end of the mail where there is none.
    init?(_ mail: [UInt8]) {
        let (cr, lf, dot) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "."))
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(mail.count + 64)
        var length = 0
        var previous = lf
        for octet in mail {
            guard (octet == lf) == (previous == cr), octet != 0 else { return nil }
            if octet == dot, length == 0 { stuffed.append(dot) }
            stuffed.append(octet)
            length = octet == lf ? 0 : octet == cr ? length : length + 1
            guard length <= Self.lineLimit else { return nil }
            previous = octet
        }
        guard previous == lf else { return nil }
        octets = stuffed + [dot, cr, lf]
        isEightBit = mail.contains { $0 >= 0x80 }
    }
}
