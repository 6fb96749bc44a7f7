import FoundationEssentials

/// The pieces that hash formats are made of, each read in its one canonical writing.
enum HashFields {
    /// A decimal number from 1 on, without sign and leading zeros.
    static func decimal(_ text: Substring) -> Int? {
        guard (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            !text.hasPrefix("0")
        else { return nil }
        return Int(text)
    }

    /// The values of `m=1,t=2,p=3`: these names, in this order, each once.
    static func decimals(_ text: Substring, named names: [String]) -> [Int]? {
        guard let texts = values(text, named: names) else { return nil }
        let numbers = texts.compactMap(decimal)
        return numbers.count == names.count ? numbers : nil
    }

    /// The same before the values are read.
    static func values(_ text: Substring, named names: [String]) -> [Substring]? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == names.count else { return nil }
        let values = zip(fields, names).compactMap { field, name -> Substring? in
            field.hasPrefix(name + "=") ? field.dropFirst(name.utf8.count + 1) : nil
        }
        return values.count == names.count ? values : nil
    }

    /// Lower-case hexadecimal of exactly so many octets.
    static func hex(_ text: Substring, count: Int) -> [UInt8]? {
        let digits = text.utf8.compactMap { digit -> UInt8? in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x61 + 10
            default: nil
            }
        }
        guard text.utf8.count == 2 * count, digits.count == 2 * count else { return nil }
        return (0..<count).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
    }

    /// Base64 with padding (RFC 4648 §4).
    static func paddedBase64(_ text: Substring) -> [UInt8]? {
        guard let data = Data(base64Encoded: String(text)), data.base64EncodedString() == text else {
            return nil
        }
        return Array(data)
    }

    /// Base64 without padding, as PHC strings have it.
    static func base64(_ text: Substring) -> [UInt8]? {
        guard !text.utf8.contains(UInt8(ascii: "=")) else { return nil }
        return paddedBase64(text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
    }

    /// Passlib's "adapted" base64: unpadded, and with a dot for the plus sign.
    static func adaptedBase64(_ text: Substring) -> [UInt8]? {
        guard !text.utf8.contains(UInt8(ascii: "+")) else { return nil }
        return base64(Substring(text.map { $0 == "." ? "+" : String($0) }.joined()))
    }

    /// The octets of a salt that is used as it is written: 1 to 128 letters and digits.
    static func alphanumericSalt(_ text: Substring) -> [UInt8]? {
        guard (1...128).contains(text.utf8.count),
            text.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
            })
        else { return nil }
        return Array(text.utf8)
    }
}

extension [UInt8] {
    /// Whether two hashes are equal, in a time that depends on their lengths alone.
    func isEqualInConstantTime(to other: [UInt8]) -> Bool {
        count == other.count && zip(self, other).reduce(into: UInt8(0)) { $0 |= $1.0 ^ $1.1 } == 0
    }
}
