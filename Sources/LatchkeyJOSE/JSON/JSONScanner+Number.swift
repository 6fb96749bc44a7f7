extension JSONScanner {
    /// The number that starts here: an integer where it is written as one and 64 bits hold it, else a finite double.
    mutating func scanNumber(_ text: Span<UInt8>) throws(JSONError) -> JSONMember.Kind {
        let start = position
        if text[position] == UInt8(ascii: "-") { position += 1 }
        let digits = try scanIntegerDigits(text)
        let isFractional = try scanFraction(text)
        let hasExponent = try scanExponent(text)
        let length = position - start
        guard length <= limits.numberLength else { throw fault(.numberOutOfRange) }
        // Eighteen digits always fit 64 bits.
        if !isFractional, !hasExponent, digits <= 18 { return .integer }
        if !isFractional, !hasExponent, JSONNumber.integer(text.extracting(start..<position)) != nil {
            return .integer
        }
        guard JSONNumber.double(text.extracting(start..<position)) != nil else {
            throw fault(.numberOutOfRange)
        }
        return .number
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
    private mutating func scanDigits(_ text: Span<UInt8>) throws(JSONError) -> Int {
        let start = position
        while position < text.count, text[position] &- UInt8(ascii: "0") < 10 {
            position += 1
        }
        guard position > start else { throw fault(.syntax) }
        return position - start
    }
}
