extension JSONScanner {
    /// The string that starts here, without its quotation marks, and whether it holds escapes.
    @inline(__always)
    mutating func scanString(_ text: Span<UInt8>) throws(JSONError) -> (range: Range<Int>, isEscaped: Bool) {
        let start = position + 1
        let end = Self.endOfPlainCharacters(text, from: start)
        guard end < text.count, text[end] == UInt8(ascii: "\"") else {
            return try scanUnusualString(text, from: start, plainTo: end)
        }
        position = end + 1
        return (start..<end, false)
    }

    /// A string with escapes, with characters outside ASCII, or without an end.
    @inline(never)
    private mutating func scanUnusualString(
        _ text: Span<UInt8>,
        from start: Int,
        plainTo end: Int
    ) throws(JSONError) -> (range: Range<Int>, isEscaped: Bool) {
        position = end
        var isEscaped = false
        while true {
            guard position < text.count else { throw fault(.syntax) }
            switch text[position] {
            case UInt8(ascii: "\""):
                position += 1
                return (start..<position - 1, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                try scanEscape(text)
            case 0x80...:
                try scanUTF8Sequence(text)
            default:
                throw fault(.syntax)
            }
            position = Self.endOfPlainCharacters(text, from: position)
        }
    }

    /// Where the characters that stand for themselves end, looked for eight at a time.
    @inline(__always)
    static func endOfPlainCharacters(_ text: Span<UInt8>, from start: Int) -> Int {
        var position = start
        while position + 8 <= text.count {
            let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
            let special = specialCharacters(word)
            guard special == 0 else { return position + special.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < text.count, isPlain(text[position]) {
            position += 1
        }
        return position
    }

    /// The high bit of each byte that is a quotation mark, a backslash, a control character or not ASCII.
    ///
    /// Each subtraction sets the high bit of a byte that is below what is subtracted, and of one that had it, which is not
    /// ASCII. Only the lowest bit set is exact (a borrow can run into the bytes above it), and only that one is used.
    @inline(__always)
    static func specialCharacters(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotationMarks = (word ^ (ones &* 0x22)) &- ones
        let backslashes = (word ^ (ones &* 0x5c)) &- ones
        let controls = word &- ones &* 0x20
        return (quotationMarks | backslashes | controls | word) & (ones &* 0x80)
    }

    @inline(__always)
    static func isPlain(_ character: UInt8) -> Bool {
        character >= 0x20 && character < 0x80 && character != UInt8(ascii: "\"")
            && character != UInt8(ascii: "\\")
    }

    private mutating func scanEscape(_ text: Span<UInt8>) throws(JSONError) {
        guard position + 1 < text.count else { throw fault(.syntax) }
        if JSONString.simpleEscape(text[position + 1]) != nil {
            position += 2
            return
        }
        guard text[position + 1] == UInt8(ascii: "u") else { throw fault(.syntax) }
        guard let unit = JSONString.codeUnit(text, at: position + 2) else { throw fault(.syntax) }
        if unit & 0xf800 == 0xd800 {
            try scanSurrogatePair(text, first: unit)
        } else {
            position += 6
        }
    }

    private mutating func scanSurrogatePair(_ text: Span<UInt8>, first: UInt32) throws(JSONError) {
        let second = position + 6
        guard
            first & 0xfc00 == 0xd800,
            second + 6 <= text.count,
            text[second] == UInt8(ascii: "\\"),
            text[second + 1] == UInt8(ascii: "u"),
            let low = JSONString.codeUnit(text, at: second + 2),
            low & 0xfc00 == 0xdc00
        else { throw fault(.encoding) }
        position += 12
    }

    /// One character of two to four octets, by table 3-7 of the Unicode standard: neither overlong nor a surrogate.
    private mutating func scanUTF8Sequence(_ text: Span<UInt8>) throws(JSONError) {
        let continuation: ClosedRange<UInt8> = 0x80...0xbf
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch text[position] {
            case 0xc2...0xdf: (2, continuation)
            case 0xe0: (3, 0xa0...0xbf)
            case 0xed: (3, 0x80...0x9f)
            case 0xe1...0xef: (3, continuation)
            case 0xf0: (4, 0x90...0xbf)
            case 0xf1...0xf3: (4, continuation)
            case 0xf4: (4, 0x80...0x8f)
            default: throw fault(.encoding)
            }
        guard position + length <= text.count, second.contains(text[position + 1]) else {
            throw fault(.encoding)
        }
        for index in position + 2..<position + length where !continuation.contains(text[index]) {
            throw fault(.encoding)
        }
        position += length
    }
}
