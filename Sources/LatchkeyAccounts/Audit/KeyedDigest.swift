import LatchkeyJOSE
public import LatchkeyTokens

/// Turns names and addresses into digests that only the holder of the master key can make (HMAC-SHA-256).
///
/// The database can then match events and count failures without holding what they are about.
public struct KeyedDigest: Sendable {
    private let mac: HMACSHA256

    /// Derives the digest key.
    public init(_ masterKey: MasterKey) {
        mac = HMACSHA256(key: masterKey.derive(.digest))
    }

    /// The 16-octet digest of `parts`, set apart by `domain`.
    func callAsFunction(_ domain: StaticString, _ parts: String?...) -> [UInt8] {
        var message = domain.withUTF8Buffer { Array($0) }
        for part in parts {
            // A separator and a presence mark keep ("ab", "c") and ("a", "bc") and (nil, "abc") apart.
            message += [0, part == nil ? 0 : 1]
            message += (part ?? "").utf8
        }
        return Array(mac.code(for: message).prefix(16))
    }
}
