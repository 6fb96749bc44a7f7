/// A path of this origin that a visitor may be sent to after signing in.
///
/// Refuses whatever any browser or proxy could read as another origin or as more than one path: schemes, `//host`,
/// `/\host`, backslashes, quotation marks, angle brackets, control and non-ASCII characters anywhere; in the path part also empty, `.` and `..`
/// segments, encoded slashes, backslashes, dots, percent signs and control characters.
///
/// ```swift
/// LocalPath("/account?tab=devices")   // a path
/// LocalPath("//evil.example")         // nil
/// ```
struct LocalPath: Sendable, Equatable {
    /// The longest path that is carried along.
    static let sizeLimit = 2048

    /// Path and query as they were given.
    let text: String

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= Self.sizeLimit,
            // Browsers escape quotation marks and angle brackets in every part of an address.
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && !#"\"<>"#.utf8.contains($0) })
        else { return nil }
        let path = bytes.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        guard Self.isPlain(path) else { return nil }
        self.text = text
    }

    /// The path as the value of a query parameter.
    var queryValue: String {
        let digits = Array("0123456789ABCDEF".utf8)
        let encoded = text.utf8.flatMap { byte -> [UInt8] in
            guard !Self.isUnreserved(byte) else { return [byte] }
            return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Whether every segment stands for itself.
    private static func isPlain(_ path: ArraySlice<UInt8>) -> Bool {
        let slash = UInt8(ascii: "/")
        let dot = UInt8(ascii: ".")
        let segments = path.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
        return segments.enumerated().allSatisfy { index, segment in
            // Only the last segment may be empty, as in `/` and `/notes/`.
            guard !segment.isEmpty || index == segments.count - 1 else { return false }
            return !segment.elementsEqual([dot]) && !segment.elementsEqual([dot, dot])
                && hasPlainEscapes(segment)
        }
    }

    /// Whether no escape hides a character that would change the path once decoded.
    private static func hasPlainEscapes(_ segment: ArraySlice<UInt8>) -> Bool {
        segment.indices.allSatisfy { index in
            guard segment[index] == UInt8(ascii: "%") else { return true }
            let digits = segment[(index + 1)...].prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
                digits.first != UInt8(ascii: "+")
            else { return false }
            return value > 0x20 && value != 0x7F && !Array("/\\.%".utf8).contains(value)
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: Array("-._~/".utf8).contains(byte)
        }
    }
}
