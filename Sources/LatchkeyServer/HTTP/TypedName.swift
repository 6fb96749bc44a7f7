extension String {
    /// The text without ASCII white space at either end: the keyboards of phones put some behind a suggested name.
    var trimmedName: String {
        let bytes = utf8.drop(while: Self.isWhiteSpace)
        let count = bytes.reversed().drop(while: Self.isWhiteSpace).count
        return String(Substring(bytes.prefix(count)))
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
    }
}
