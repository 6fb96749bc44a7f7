import LatchkeyJOSE

/// Reads one segment of a token, also where a verifier would not, and says what is wrong with it.
struct SegmentReader {
    let name: String
    private(set) var findings: [Finding] = []

    init(_ name: String) {
        self.name = name
    }

    /// The octets that a segment stands for, as far as they can be made out.
    mutating func octets(_ segment: ArraySlice<UInt8>) -> [UInt8]? {
        if let octets = Base64URL.decode(Array(segment)) { return octets }
        findings.append(Finding("malformed", "The \(name) \(Self.fault(segment))."))
        return Base64URL.decode(Self.repaired(segment))
    }

    /// The object that a segment holds.
    mutating func object(_ segment: ArraySlice<UInt8>) -> JSONObject? {
        guard let octets = octets(segment) else { return nil }
        do {
            return try JSONObject(json: octets)
        } catch {
            findings.append(Finding("malformed", "The \(name) is not a JSON object: \(error)."))
            return nil
        }
    }

    private static func fault(_ segment: ArraySlice<UInt8>) -> String {
        if segment.contains(UInt8(ascii: "=")) { return "is padded with =, which a token never is" }
        if segment.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }) {
            return "is in base64 with + and /, not in base64url with - and _"
        }
        if segment.contains(where: { $0 <= 0x20 }) { return "has white space in it" }
        if let foreign = segment.first(where: { !isInAlphabet($0) }) {
            return foreign < 0x7f
                ? "has the character \(Character(Unicode.Scalar(foreign))) in it, which base64url has not"
                : "has characters in it that base64url has not"
        }
        if segment.count % 4 == 1 { return "is cut off: no base64url has a length of \(segment.count)" }
        return "ends in bits that must be zero: a character was lost or changed"
    }

    private static func isInAlphabet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The segment as it was probably meant.
    private static func repaired(_ segment: ArraySlice<UInt8>) -> [UInt8] {
        segment.compactMap { octet in
            switch octet {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="), ...0x20: nil
            default: octet
            }
        }
    }
}
