package import HTTPTypes

extension HTTPFields {
    /// Every value of the cookies with this name, octet for octet, in the order in which they came (RFC 6265 §5.4).
    package func cookieValues(of name: String) -> [String] {
        var values: [String] = []
        for field in self where field.name == .cookie {
            for pair in field.value.utf8.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                guard pair.starts(with: name.utf8) else { continue }
                let rest = pair.dropFirst(name.utf8.count)
                if rest.first == UInt8(ascii: "=") { values.append(String(Substring(rest.dropFirst()))) }
            }
        }
        return values
    }
}
