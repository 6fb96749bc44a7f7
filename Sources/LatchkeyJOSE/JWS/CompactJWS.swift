/// A token cut at its two dots (RFC 7515 §7.1).
///
/// The segments are still text, and nothing in them has been looked at.
struct CompactJWS {
    let header: Range<Int>
    let payload: Range<Int>
    let signature: Range<Int>

    /// What the signature is over: the text as received, up to the second dot.
    var signingInput: Range<Int> { 0..<payload.upperBound }

    init(_ token: Span<UInt8>) throws(JWTError) {
        var dots: (first: Int, second: Int) = (-1, -1)
        for position in token.indices where token[position] == UInt8(ascii: ".") {
            guard dots.second < 0 else { throw .malformed(reason: "it has more than three segments") }
            if dots.first < 0 { dots.first = position } else { dots.second = position }
        }
        guard dots.second >= 0 else { throw .malformed(reason: "it has fewer than three segments") }
        self.header = 0..<dots.first
        self.payload = dots.first + 1..<dots.second
        self.signature = dots.second + 1..<token.count
    }

    /// The octets of one segment.
    static func decode(
        _ segment: Range<Int>,
        of token: Span<UInt8>,
        named name: StaticString
    ) throws(JWTError) -> [UInt8] {
        guard let octets = Base64URL.decode(token.extracting(segment)) else {
            throw .malformed(reason: "the \(name) is not base64url")
        }
        return octets
    }
}

extension CompactJWS {
    /// Refuses an unencoded payload that would end early or change on the way: printable ASCII without dots is what
    /// RFC 7797 §5.2 takes.
    static func checkUnencoded(_ payload: Span<UInt8>) throws(JWTError) {
        for position in payload.indices {
            let octet = payload[position]
            guard octet >= 0x20, octet < 0x7f, octet != UInt8(ascii: ".") else {
                throw .malformed(reason: "the unencoded payload is not printable ASCII without dots")
            }
        }
    }
}
