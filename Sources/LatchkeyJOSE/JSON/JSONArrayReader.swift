/// Walks over the elements of an array that a scanner has passed.
struct JSONArrayReader {
    private let end: Int
    private var scanner = JSONScanner(limits: .unlimited)

    /// - Parameter range: the array as written, with its brackets.
    init(_ range: Range<Int>) {
        self.end = range.upperBound - 1
        self.scanner.position = range.lowerBound + 1
    }

    /// The next element, as a member without a name; `nil` after the last.
    mutating func next(_ text: Span<UInt8>) -> JSONMember? {
        scanner.skipWhitespace(text)
        guard scanner.position < end else { return nil }
        if text[scanner.position] == UInt8(ascii: ",") {
            scanner.position += 1
            scanner.skipWhitespace(text)
        }
        guard let (kind, range) = try? scanner.scanValue(text) else { return nil }
        return JSONMember(
            nameStart: 0,
            nameLength: 0,
            nameKey: 0,
            valueStart: UInt32(truncatingIfNeeded: range.lowerBound),
            valueLength: UInt32(truncatingIfNeeded: range.count),
            kind: kind
        )
    }
}
