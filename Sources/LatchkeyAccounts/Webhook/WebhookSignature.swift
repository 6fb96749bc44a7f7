import Crypto
import FoundationEssentials

/// The secret that a receiver knows its messages by, as Standard Webhooks has it (`whsec_` and base64).
///
/// ```swift
/// let secret = WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
/// secret?.signature(id: "0199a1b2-…", timestamp: 1_800_000_000, body: body)    // "v1,g0hM9SsE+OTPJTGt/…"
/// ```
public struct WebhookSecret: Sendable {
    private static let prefix = "whsec_"

    private let key: SymmetricKey

    /// Reads a secret of 24 to 64 octets, with or without `whsec_`; `nil` for anything else.
    public init?(_ text: String) {
        let base64 = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : text
        guard let octets = Data(base64Encoded: base64), (24...64).contains(octets.count) else { return nil }
        key = SymmetricKey(data: octets)
    }

    /// The `webhook-signature` of a message: `v1,` and base64 of HMAC-SHA-256 over `id.timestamp.body`.
    public func signature(id: String, timestamp: Int64, body: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(timestamp).\(body)".utf8), using: key)
        return "v1," + Data(code).base64EncodedString()
    }
}
