extension JSONScanner {
    /// The number that starts here: an integer where it is written as one and 64 bits hold it, else a finite double.
    mutating func scanNumber(_ text: Span<UInt8>) throws(JSONError) -> JSONMember.Kind {
        let start = position
        if text[position] == UInt8(ascii: "-") { position += 1 }
        let digits = try scanIntegerDigits(text)
        // Eighteen digits always fit 64 bits.
        if digits <= 18, position - start <= limits.numberLength, endsNumber(text, at: position) {
            return .integer
        }
        let isFractional = try scanFraction(text)
        let hasExponent = try scanExponent(text)
        let length = position - start
        guard length <= limits.numberLength else { throw fault(.numberOutOfRange) }
        if !isFractional, !hasExponent, JSONNumber.integer(text.extracting(start..<position)) != nil {
            return .integer
        }
        guard JSONNumber.double(text.extracting(start..<position)) != nil else {
            throw fault(.numberOutOfRange)
        }
        return .number
    }

    /// Whether neither a fraction nor an exponent follows.
    @inline(__always)
    func endsNumber(_ text: Span<UInt8>, at position: Int) -> Bool {
        guard position < text.count else { return true }
        return text[position] != UInt8(ascii: ".") && text[position] | 0x20 != UInt8(ascii: "e")
    }

    private mutating func scanIntegerDigits(_ text: Span<UInt8>) throws(JSONError) -> Int {
        let start = position
        let count = try scanDigits(text)
        // RFC 8259 §6: no leading zeros.
        guard count == 1 || text[start] != UInt8(ascii: "0") else { throw fault(.syntax) }
        return count
    }

    private mutating func scanFraction(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: ".") else { return false }
        position += 1
        _ = try scanDigits(text)
        return true
    }

    private mutating func scanExponent(_ text: Span<UInt8>) throws(JSONError) -> Bool {
        guard position < text.count, text[position] | 0x20 == UInt8(ascii: "e") else { return false }
        position += 1
        if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
            position += 1
        }
        _ = try scanDigits(text)
        return true
    }

    /// Steps over one digit or more.
    @inline(__always)
    private mutating func scanDigits(_ text: Span<UInt8>) throws(JSONError) -> Int {
        let start = position
        position = Self.endOfDigits(text, from: start)
        guard position > start else { throw fault(.syntax) }
        return position - start
    }

    /// Where the digits end, the first of them looked for eight at a time.
    @inline(__always)
    static func endOfDigits(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        if end + 8 <= text.count {
            let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: end, as: UInt64.self).littleEndian
            end += leadingDigits(word)
        }
        while end < text.count, text[end] &- UInt8(ascii: "0") < 10 {
            end += 1
        }
        return end
    }

    /// How many of eight octets, from the lowest on, are digits.
    ///
    /// The high bit of an octet is set where it is below `0`, above `9`, or was set before; a borrow or carry can only come
    /// from an octet that is itself no digit, and only the lowest one counts.
    @inline(__always)
    static func leadingDigits(_ word: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let others = ((word &- ones &* 0x30) | (word &+ ones &* 0x46) | word) & (ones &* 0x80)
        return others.trailingZeroBitCount / 8
    }
}
