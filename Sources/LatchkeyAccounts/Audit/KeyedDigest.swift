import Crypto
public import LatchkeyTokens

/// Turns names and addresses into digests that only the holder of the master key can make (HMAC-SHA-256).
///
/// The database can then match events and count failures without holding what they are about.
public struct KeyedDigest: Sendable {
    private let key: SymmetricKey

    /// Derives the digest key.
    public init(_ masterKey: MasterKey) {
        key = SymmetricKey(data: masterKey.derive(.digest))
    }

    /// The 16-octet digest of `parts`, set apart by `domain`.
    func callAsFunction(_ domain: StaticString, _ parts: String?...) -> [UInt8] {
        var mac = HMAC<SHA256>(key: key)
        domain.withUTF8Buffer { mac.update(data: $0) }
        for part in parts {
            // A separator and a presence mark keep ("ab", "c") and ("a", "bc") and (nil, "abc") apart.
            mac.update(data: [0, part == nil ? 0 : 1])
            mac.update(data: Array((part ?? "").utf8))
        }
        return Array(mac.finalize().prefix(16))
    }
}
