/// A password hash as it is stored: our own, or one that came with an account from another system.
///
/// A format reads strictly, and refuses costs that this process is not willing to pay before it allocates anything.
/// What was imported is only ever checked, and replaced by argon2id at the first login: nothing but ``PasswordHash``
/// is made anew.
protocol PasswordHashFormat: Sendable {
    /// Reads the text between its dollar signs; `nil` for any other format and for unaffordable costs.
    init?(_ fields: [Substring])

    /// Whether the password leads to this hash; runs for up to seconds, compares in constant time.
    func matches(_ password: [UInt8]) throws -> Bool
}

/// Every format that a stored credential may have.
enum PasswordHashFormats {
    /// The longest text that is looked at; the longest real one, Firebase's, has some 250 characters.
    static let maximumOctets = 1024

    private static let all: [any PasswordHashFormat.Type] = [
        PasswordHash.self, WerkzeugPBKDF2.self, WerkzeugScrypt.self, DjangoPBKDF2.self, PasslibPBKDF2.self,
        PHCScrypt.self, Argon2iHash.self, BcryptHash.self, FirebaseScrypt.self,
    ]

    /// Reads a stored hash of any format; `nil` for what is none of them.
    static func read(_ text: String) -> (any PasswordHashFormat)? {
        let octets = text.utf8
        // Printable ASCII: from here on a character is an octet.
        guard octets.count <= maximumOctets, octets.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        for format in all {
            if let hash = format.init(fields) { return hash }
        }
        return nil
    }
}
