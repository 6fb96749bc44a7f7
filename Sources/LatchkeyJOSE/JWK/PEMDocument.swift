/// The key in a PEM text (RFC 7468): one block, with whatever text around it.
///
/// Base64 is read strictly; only white space may stand in it. Blocks of curve parameters, as `openssl ecparam` writes
/// them in front of a key, are stepped over. Two keys in one text are refused: nobody could say which one is meant.
struct PEMDocument {
    /// What the boundary calls the content, such as `PRIVATE KEY`.
    let label: String
    /// The content.
    let der: [UInt8]

    /// The label for an error: a stranger has written it.
    var shownLabel: String {
        String(label.unicodeScalars.prefix(40).map { (" "..."~").contains($0) ? Character($0) : "?" })
    }

    private static let dashes = Array("-----".utf8)

    init(_ text: [UInt8]) throws(JWTError) {
        var rest = text[...]
        var found: PEMDocument?
        while let document = try Self.next(in: &rest) {
            guard document.label != "EC PARAMETERS" else { continue }
            guard found == nil else { throw .keyInvalid(reason: "the PEM text holds more than one key") }
            found = document
        }
        guard let found else { throw .keyInvalid(reason: "the text holds no PEM block") }
        self = found
    }

    init(label: String, der: [UInt8]) {
        self.label = label
        self.der = der
    }

    /// Takes the next block off the text.
    private static func next(in rest: inout ArraySlice<UInt8>) throws(JWTError) -> PEMDocument? {
        guard let begin = rest.firstRange(of: Array("-----BEGIN ".utf8)) else { return nil }
        rest = rest[begin.upperBound...]
        guard let labelEnd = rest.firstRange(of: dashes), labelEnd.lowerBound - rest.startIndex <= 64 else {
            throw .keyInvalid(reason: "a PEM boundary is broken")
        }
        let label = rest[..<labelEnd.lowerBound]
        rest = rest[labelEnd.upperBound...]
        guard let end = rest.firstRange(of: Array("-----END ".utf8) + label + dashes) else {
            throw .keyInvalid(reason: "a PEM block does not end")
        }
        let body = rest[..<end.lowerBound]
        rest = rest[end.upperBound...]
        return PEMDocument(label: String(decoding: label, as: UTF8.self), der: try decode(body))
    }

    private static func decode(_ body: ArraySlice<UInt8>) throws(JWTError) -> [UInt8] {
        guard !body.contains(UInt8(ascii: ":")) else {
            throw .keyInvalid(
                reason: "the PEM block has headers; if they say it is encrypted, rewrite it: "
                    + "openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE"
            )
        }
        guard let der = Base64.decode(body.filter { ![0x09, 0x0a, 0x0d, 0x20].contains($0) }) else {
            throw .keyInvalid(reason: "the PEM block is not base64")
        }
        return der
    }
}

extension ArraySlice<UInt8> {
    /// Where the pattern, which is not empty, stands first.
    fileprivate func firstRange(of pattern: [UInt8]) -> Range<Int>? {
        guard count >= pattern.count else { return nil }
        return (startIndex...endIndex - pattern.count)
            .first { self[$0] == pattern[0] && self[$0...].starts(with: pattern) }
            .map { $0..<$0 + pattern.count }
    }
}
