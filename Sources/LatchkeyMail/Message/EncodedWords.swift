import FoundationEssentials

/// Text outside ASCII in header fields: `=?UTF-8?B?…?=` (RFC 2047).
enum EncodedWords {
    /// Octets of text in one word: in base64 and with its frame it stays below 75 characters (§2).
    private static let octetsInWord = 42

    /// Whether a text can stand as it is: printable ASCII, and nothing that looks like an encoded word.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
    }

    /// The text as encoded words, on lines of their own; no character is cut in two (§5).
    static func encode(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            if words[words.count - 1].count + octets.count > octetsInWord { words.append([]) }
            words[words.count - 1] += octets
        }
        return words.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}
