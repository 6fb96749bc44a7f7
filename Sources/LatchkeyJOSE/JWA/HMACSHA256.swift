import Crypto

/// HMAC-SHA-256 under one key (RFC 2104), for those who make codes of their own again and again.
///
/// Codes are 32 octets. The key may have any length; its schedule is run once, here.
///
/// ```swift
/// let mac = HMACSHA256(key: masterKey.derive(.refreshToken))
/// let code = mac.code(for: message)
/// ```
package struct HMACSHA256: Sendable {
    package static let codeSize = SHA256.byteCount

    private let keyed: HMACSignature<SHA256>

    package init(key: [UInt8]) { keyed = HMACSignature(secret: key) }

    package func code(for message: [UInt8]) -> [UInt8] {
        message.withUnsafeBytes { keyed.code(for: $0).withUnsafeBytes { Array($0) } }
    }

    /// Whether it is the code of the message; compared in constant time.
    package func isValid(_ code: some Collection<UInt8>, for message: [UInt8]) -> Bool {
        Array(code).withUnsafeBytes { code in message.withUnsafeBytes { keyed.isValid(code, for: $0) } }
    }
}
