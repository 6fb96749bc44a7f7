import Crypto
import LatchkeyJOSE

/// A random token that says nothing: a prefix for its kind, and base64url of 32 random octets and their CRC-32.
///
/// The server keeps only ``digest``. 256 random bits need no salt and no slow hash; the checksum lets secret scanners
/// recognise a token, and junk is refused without asking a store.
package struct OpaqueToken {
    /// How a kind of token begins.
    package struct Prefix: Sendable {
        let text: String

        /// One-time tokens.
        static let oneTime = Prefix(text: "lko_")
        /// Server-side sessions.
        static let session = Prefix(text: "lks_")
        /// Secrets of OAuth clients.
        package static let clientSecret = Prefix(text: "lkc_")
    }

    private static let secretSize = 32

    private let prefix: Prefix
    private let secret: [UInt8]

    /// Makes a new token of the system's secure random numbers.
    package init(_ prefix: Prefix) {
        self.prefix = prefix
        secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// Reads a token of this kind; `nil` for junk or a broken checksum.
    package init?(_ prefix: Prefix, reading text: String) {
        // Octets, not characters: a combining mark behind the prefix would be dropped together with its last one.
        guard text.utf8.count <= 64, text.utf8.starts(with: prefix.text.utf8),
            let bytes = Base64URL.decode(Substring(text.utf8.dropFirst(prefix.text.utf8.count))),
            bytes.count == Self.secretSize + 4
        else { return nil }
        let secret = Array(bytes.prefix(Self.secretSize))
        guard bytes.suffix(4).elementsEqual(Self.checksum(of: prefix, secret)) else { return nil }
        self.prefix = prefix
        self.secret = secret
    }

    /// The text for whoever is to hold it.
    package var text: String {
        prefix.text + Base64URL.encode(secret + Self.checksum(of: prefix, secret))
    }

    /// SHA-256 of prefix and secret, as a store holds it: the digest of one kind is never that of another.
    package var digest: [UInt8] { Array(SHA256.hash(data: Array(prefix.text.utf8) + secret)) }

    private static func checksum(of prefix: Prefix, _ secret: [UInt8]) -> [UInt8] {
        let value = CRC32.checksum(of: (Array(prefix.text.utf8) + secret)[...])
        return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
