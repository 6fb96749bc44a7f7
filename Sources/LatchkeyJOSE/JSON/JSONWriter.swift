/// Writes JSON text without an intermediate tree.
///
/// It inserts commas and escapes strings, and trusts its caller to open and close objects and arrays in order.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.member("sub", "42")
/// writer.member("exp", 1_700_000_900)
/// writer.endObject()
/// let token = try signer.sign(payloadJSON: writer.octets)
/// ```
public struct JSONWriter: Sendable {
    /// The text so far, in UTF-8.
    public private(set) var octets: [UInt8] = []
    /// Whether a number was written that JSON has no text for; it was written as `null`.
    public private(set) var metNonFiniteNumber = false
    private var needsComma = false

    /// A writer with an empty text.
    ///
    /// - Parameter capacity: how many octets to make room for.
    public init(capacity: Int = 256) {
        octets.reserveCapacity(capacity)
    }

    /// Opens an object.
    public mutating func beginObject() {
        separate()
        octets.append(UInt8(ascii: "{"))
        needsComma = false
    }

    /// Closes an object.
    public mutating func endObject() {
        octets.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Opens an array.
    public mutating func beginArray() {
        separate()
        octets.append(UInt8(ascii: "["))
        needsComma = false
    }

    /// Closes an array.
    public mutating func endArray() {
        octets.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes the name, which may be any text, of the member whose value comes next.
    public mutating func name(escaping name: String) {
        write(name)
        octets.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes the name of the member whose value comes next; it must need no escapes.
    public mutating func name(_ name: StaticString) {
        separate()
        octets.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { octets.append(contentsOf: $0) }
        octets.append(UInt8(ascii: "\""))
        octets.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func write(_ string: String) {
        separate()
        octets.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { appendEscaped($0) }
        octets.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a whole number.
    public mutating func write(_ integer: Int64) {
        separate()
        appendDecimal(integer)
        needsComma = true
    }

    /// Writes a number; one that is not finite becomes `null` and is noted.
    public mutating func write(_ number: Double) {
        guard number.isFinite else {
            metNonFiniteNumber = true
            return appendLiteral("null")
        }
        // Whole numbers are written as such: half of the world's readers expects integers in NumericDates.
        if let integer = Int64(exactly: number), abs(number) < 1e15 { return write(integer) }
        separate()
        octets.append(contentsOf: number.description.utf8)
        needsComma = true
    }

    /// Writes `true` or `false`.
    public mutating func write(_ bool: Bool) {
        appendLiteral(bool ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func writeNull() {
        appendLiteral("null")
    }

    /// Writes any value.
    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: writeNull()
        case .bool(let bool): write(bool)
        case .integer(let integer): write(integer)
        case .double(let double): write(double)
        case .string(let string): write(string)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    /// Writes an object as its text stands.
    public mutating func write(_ object: JSONObject) {
        separate()
        octets.append(contentsOf: object.octets[..<object.textCount])
        needsComma = true
    }

    /// The text as a string.
    func text() -> String {
        String(decoding: octets, as: UTF8.self)
    }
}

// MARK: - Members

extension JSONWriter {
    /// Writes a member that is a string.
    public mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        write(value)
    }

    /// Writes a member that is a whole number.
    public mutating func member(_ name: StaticString, _ value: Int64) {
        self.name(name)
        write(value)
    }

    /// Writes a member that is a number.
    public mutating func member(_ name: StaticString, _ value: Double) {
        self.name(name)
        write(value)
    }

    /// Writes a member that is an array of strings.
    public mutating func member(_ name: StaticString, _ values: [String]) {
        self.name(name)
        beginArray()
        for value in values {
            write(value)
        }
        endArray()
    }

    /// Writes a member with any name and any value.
    public mutating func member(escaping name: String, _ value: JSONValue) {
        self.name(escaping: name)
        write(value)
    }

    mutating func write(_ members: [(name: String, value: JSONValue)]) {
        beginObject()
        for member in members {
            self.member(escaping: member.name, member.value)
        }
        endObject()
    }

    private mutating func write(_ elements: [JSONValue]) {
        beginArray()
        for element in elements {
            write(element)
        }
        endArray()
    }
}

// MARK: - Characters

extension JSONWriter {
    private mutating func separate() {
        if needsComma { octets.append(UInt8(ascii: ",")) }
    }

    private mutating func appendLiteral(_ literal: StaticString) {
        separate()
        literal.withUTF8Buffer { octets.append(contentsOf: $0) }
        needsComma = true
    }

    private mutating func appendDecimal(_ integer: Int64) {
        // Nineteen digits and a sign are the most there can be.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = integer.magnitude
            var start = digits.count
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if integer < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            octets.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends characters, those escaped that RFC 8259 §7 says must be.
    private mutating func appendEscaped(_ characters: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var position = Self.endOfPlainCharacters(characters, from: 0)
        while position < characters.count {
            octets.append(contentsOf: UnsafeBufferPointer(rebasing: characters[start..<position]))
            appendEscape(characters[position])
            start = position + 1
            position = Self.endOfPlainCharacters(characters, from: start)
        }
        octets.append(contentsOf: UnsafeBufferPointer(rebasing: characters[start...]))
    }

    /// The next character that must be escaped, or the end.
    private static func endOfPlainCharacters(_ characters: UnsafeBufferPointer<UInt8>, from start: Int) -> Int
    {
        var position = start
        let text = UnsafeRawBufferPointer(characters)
        while position + 8 <= characters.count {
            // In bounds: eight characters follow. One that only looks special, being outside ASCII, is looked at below.
            let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
            guard JSONScanner.specialCharacters(word) == 0 else { break }
            position += 8
        }
        while position < characters.count {
            let character = characters[position]
            guard character >= 0x20, character != UInt8(ascii: "\""), character != UInt8(ascii: "\\")
            else { break }
            position += 1
        }
        return position
    }

    private mutating func appendEscape(_ character: UInt8) {
        octets.append(UInt8(ascii: "\\"))
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): octets.append(character)
        case 0x08: octets.append(UInt8(ascii: "b"))
        case 0x0c: octets.append(UInt8(ascii: "f"))
        case 0x0a: octets.append(UInt8(ascii: "n"))
        case 0x0d: octets.append(UInt8(ascii: "r"))
        case 0x09: octets.append(UInt8(ascii: "t"))
        default:
            octets.append(contentsOf: "u00".utf8)
            octets.append(contentsOf: (character < 0x10 ? "0" : "1").utf8)
            octets.append("0123456789abcdef".utf8[offset: Int(character & 0xf)])
        }
    }
}

extension String.UTF8View {
    fileprivate subscript(offset offset: Int) -> UInt8 {
        self[index(startIndex, offsetBy: offset)]
    }
}
