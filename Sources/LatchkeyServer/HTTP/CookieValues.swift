import HTTPTypes

extension HTTPFields {
    /// Every value of the cookies with this name, octet for octet, in the order in which they came (RFC 6265 §5.4).
    func cookieValues(of name: String) -> [String] {
        values(of: "Cookie").flatMap { $0.utf8.split(separator: UInt8(ascii: ";")) }.compactMap { pair in
            let pair = Substring(pair).drop { $0 == " " }
            guard pair.utf8.starts(with: (name + "=").utf8) else { return nil }
            return String(Substring(pair.utf8.dropFirst(name.utf8.count + 1)))
        }
    }
}
