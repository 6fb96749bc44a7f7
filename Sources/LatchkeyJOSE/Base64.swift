/// Base64 (RFC 4648 §4) as PEM, OpenSSH and `x5c` use it, read strictly: padded, and canonical.
package enum Base64 {
    /// The octets that a text stands for; `nil` for one with any other character in it, white space included.
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var text = text
        // What remains is base64url with two other letters and padding.
        text.removeLast(text.suffix(2).count { $0 == UInt8(ascii: "=") })
        guard !text.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }) else {
            return nil
        }
        return Base64URL.decode(
            text.map { character in
                switch character {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: character
                }
            }
        )
    }

    /// The text of octets, with its padding.
    package static func encode(_ octets: [UInt8]) -> [UInt8] {
        let text = Base64URL.encode(octets).utf8.map { character in
            switch character {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: character
            }
        }
        return text + [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
    }
}
