import LatchkeyJOSE
import LatchkeyTokens

/// The anti-forgery tokens of forms.
///
/// A token is a salt and an HMAC-SHA-256 over it, over the random value of the visitor's form cookie, and over the
/// page session when there is one: a token made before signing in, or in another session, is refused. The salt makes
/// every rendering differ, so that a compressed answer gives nothing away.
struct FormTokens: Sendable {
    private static let saltSize = 16

    private let mac: HMACSHA256

    init(key: [UInt8]) { mac = HMACSHA256(key: key) }

    /// A new token for a form that this visitor is about to see.
    func make(formCookie: String, session: String?) -> String {
        let salt = RandomOctets.make(Self.saltSize)
        return Base64URL.encode(salt + mac.code(for: message(salt, formCookie, session)))
    }

    /// Whether a token was made here for this visitor and session; compared in constant time.
    func accepts(_ token: String, formCookie: String, session: String?) -> Bool {
        guard let octets = Base64URL.decode(token), octets.count == Self.saltSize + HMACSHA256.codeSize else {
            return false
        }
        let message = message(Array(octets[..<Self.saltSize]), formCookie, session)
        return mac.isValid(octets[Self.saltSize...], for: message)
    }

    /// Salt and cookie have a fixed size, so the parts cannot run into each other.
    private func message(_ salt: [UInt8], _ formCookie: String, _ session: String?) -> [UInt8] {
        salt + Array(formCookie.utf8) + [session == nil ? 0 : 1] + Array((session ?? "").utf8)
    }
}
