/// The escapes of RFC 8259 §7 in strings that the scanner has passed, resolved.
enum JSONString {
    /// Appends the octets that a string, as written between its quotation marks, stands for.
    static func appendResolved(_ written: Span<UInt8>, to octets: inout [UInt8]) {
        var position = 0
        while position < written.count {
            guard written[position] == UInt8(ascii: "\\") else {
                octets.append(written[position])
                position += 1
                continue
            }
            appendEscape(written, at: &position, to: &octets)
        }
    }

    private static func appendEscape(_ written: Span<UInt8>, at position: inout Int, to octets: inout [UInt8])
    {
        let character = written[position + 1]
        position += 2
        guard character == UInt8(ascii: "u") else {
            octets.append(simpleEscape(character) ?? character)
            return
        }
        var unit = codeUnit(written, at: position) ?? 0
        position += 4
        if unit & 0xfc00 == 0xd800 {
            // The scanner has seen that a low surrogate follows.
            let low = codeUnit(written, at: position + 2) ?? 0
            position += 6
            unit = 0x10000 + (unit & 0x3ff) << 10 + low & 0x3ff
        }
        guard let scalar = Unicode.Scalar(unit) else { return }
        octets.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// What stands for a backslash and this character; `nil` where there is no such escape.
    static func simpleEscape(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): character
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The number that four hexadecimal digits at `position` stand for.
    static func codeUnit(_ text: Span<UInt8>, at position: Int) -> UInt32? {
        guard position + 4 <= text.count else { return nil }
        var unit: UInt32 = 0
        for index in position..<position + 4 {
            guard let digit = hexadecimalDigit(text[index]) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func hexadecimalDigit(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(character - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
