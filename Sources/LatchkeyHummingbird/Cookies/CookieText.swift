/// What may stand in a `Set-Cookie` field (RFC 6265 §4.1.1).
///
/// Stricter than browsers, so that what is refused here is not silently dropped there.
enum CookieText {
    /// Whether a name is a token (RFC 9110 §5.6.2) that does not pretend to a prefix of its own.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 128 && !name.utf8.starts(with: "__".utf8)
            && name.utf8.allSatisfy(isTokenOctet)
    }

    /// Whether a value holds nothing but cookie octets.
    static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): false
            default: (0x21...0x7E).contains(octet)
            }
        }
    }

    /// Whether a path starts with a slash and goes on without spaces, semicolons and control characters.
    static func isPath(_ path: String) -> Bool {
        path.utf8.first == UInt8(ascii: "/") && path.utf8.count <= 1024
            && path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ";") }
    }

    /// Whether a domain is a host name (RFC 1123 §2.1) of two labels at least, and no address.
    static func isDomain(_ domain: String) -> Bool {
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard domain.utf8.count <= 253, labels.count >= 2, labels.allSatisfy(isLabel), let last = labels.last
        else { return false }
        // The last label of an IPv4 address is a number, also in hexadecimal (WHATWG URL §3.5).
        return !last.allSatisfy(isDigit) && !last.starts(with: "0x".utf8) && !last.starts(with: "0X".utf8)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard (1...63).contains(label.count), let first = label.first, let last = label.last else {
            return false
        }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isTokenOctet(_ octet: UInt8) -> Bool {
        isLetterOrDigit(octet) || "!#$%&'*+-.^_`|~".utf8.contains(octet)
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet.asciiLowercased) || isDigit(octet)
    }

    private static func isDigit(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
}
