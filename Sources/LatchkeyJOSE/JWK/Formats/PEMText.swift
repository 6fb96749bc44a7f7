/// DER as text between boundaries (RFC 7468 §3).
enum PEMText {
    /// The text, with a line feed at its end.
    static func write(_ der: [UInt8], label: String, lineLength: Int = 64) -> [UInt8] {
        var text = Array("-----BEGIN \(label)-----\n".utf8)
        let base64 = Base64.encode(der)
        for start in stride(from: 0, to: base64.count, by: lineLength) {
            text += base64[start..<min(start + lineLength, base64.count)]
            text.append(UInt8(ascii: "\n"))
        }
        return text + "-----END \(label)-----\n".utf8
    }
}
