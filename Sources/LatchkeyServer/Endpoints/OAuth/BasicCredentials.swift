import LatchkeyHummingbird
import LatchkeyJOSE

/// Identifier and secret of a client in an `Authorization` header (RFC 7617, RFC 6749 §2.3.1).
///
/// Both are form-encoded before they are put together, so a colon in either comes as `%3A`.
struct BasicCredentials: Sendable, Equatable {
    let id: String
    let secret: String

    /// Reads the value of the header; `nil` for another scheme, and for what cannot be read in one way only.
    init?(_ header: String) {
        let scheme = Array("basic ".utf8)
        let octets = Array(header.utf8)
        guard octets.count <= 8192, octets.prefix(scheme.count).elementsEqual(scheme, by: Self.isSameLetter)
        else { return nil }
        let text = octets.dropFirst(scheme.count).drop { $0 == UInt8(ascii: " ") }
        guard let pair = Base64.decode(Array(text)), let colon = pair.firstIndex(of: UInt8(ascii: ":")),
            let id = FormField.decode(pair[..<colon]), !id.isEmpty,
            let secret = FormField.decode(pair[(colon + 1)...])
        else { return nil }
        self.id = id
        self.secret = secret
    }

    private static func isSameLetter(_ one: UInt8, _ lowercase: UInt8) -> Bool {
        one == lowercase || ((0x41...0x5A).contains(one) && one | 0x20 == lowercase)
    }
}
