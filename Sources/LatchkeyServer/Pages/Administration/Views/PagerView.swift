/// The links to the first and to the next page of a list.
struct PagerView: Sendable {
    /// `nil` on the first page.
    let first: String?
    /// `nil` on the last page.
    let next: String?
    /// Whether there is any other page.
    let isNeeded: Bool

    /// - Parameters:
    ///   - path: the page of the list.
    ///   - kept: what every page of the list has in its query.
    ///   - cursor: the name and the value of what leads to the next page.
    ///   - isFirst: whether this is the first page.
    init(_ path: String, kept: [(String, String)] = [], cursor: (name: String, value: String?), isFirst: Bool)
    {
        first = isFirst ? nil : Self.address(path, kept)
        next = cursor.value.map { Self.address(path, kept + [(cursor.name, $0)]) }
        isNeeded = first != nil || next != nil
    }

    private static func address(_ path: String, _ fields: [(String, String)]) -> String {
        let query = fields.map { "\($0)=\(QueryText.encoded($1))" }.joined(separator: "&")
        return query.isEmpty ? path : path + "?" + query
    }
}

/// Text as a value in a query (RFC 3986 §2).
enum QueryText {
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            if isUnreserved(byte) { return [byte] }
            return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("-._~".utf8).contains(byte)
        }
    }
}
