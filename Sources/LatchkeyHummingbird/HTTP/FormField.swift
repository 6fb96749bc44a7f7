/// One field of a form or a query that has other fields, too, which are somebody else's business.
package enum FormField {
    /// The values, still encoded, of every field with this name, whatever way the name is written.
    ///
    /// Costs one pass over the octets and keeps nothing of the other fields.
    static func encodedValues(of name: [UInt8], in bytes: some Collection<UInt8>) -> [[UInt8]] {
        var values: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.isEmpty ? nil : rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex {
            let pair = rest[..<end]
            rest = end == rest.endIndex ? rest[end...] : rest[end...].dropFirst()
            let separator = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            if isName(pair[..<separator], name) { values.append(Array(pair[separator...].dropFirst())) }
        }
        return values
    }

    /// The text of an encoded name or value; `nil` for broken escapes, NUL and what is not UTF-8.
    package static func decode(_ bytes: some Collection<UInt8>) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            guard let byte = resolve(byte, &iterator) else { return nil }
            decoded.append(byte)
        }
        return decoded.contains(0) ? nil : String(validating: decoded, as: UTF8.self)
    }

    private static func isName(_ bytes: some Collection<UInt8>, _ name: [UInt8]) -> Bool {
        guard bytes.count >= name.count, bytes.count <= name.count * 3 else { return false }
        var position = 0
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            guard position < name.count, resolve(byte, &iterator) == name[position] else { return false }
            position += 1
        }
        return position == name.count
    }

    /// The octet that `byte`, with what follows it when it is an escape, stands for.
    private static func resolve(_ byte: UInt8, _ rest: inout some IteratorProtocol<UInt8>) -> UInt8? {
        switch byte {
        case UInt8(ascii: "+"): return UInt8(ascii: " ")
        case UInt8(ascii: "%"):
            guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else {
                return nil
            }
            return high << 4 | low
        default: return byte
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
