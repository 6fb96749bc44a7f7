import Crypto
import LatchkeyJOSE

/// The double-submit secret that a token in a cookie is bound to.
///
/// The page's script gets the secret and sends it back in a header field; the token holds only its SHA-256 in the
/// `csrf` claim. Whoever can verify the token can check the secret, so a service with public keys alone does, too.
///
/// ```swift
/// let issued = try issuer.issue(TokenGrant(subject: "ada", csrfToken: CSRFToken.random()), at: .now)
/// ```
public enum CSRFToken {
    /// The longest secret that is compared, in octets; a longer one fits no token.
    public static let sizeLimit = 256

    /// A new secret: 256 random bits in base64url.
    public static func random() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }

    /// The `csrf` claim of a token that is bound to this secret: base64url of its SHA-256.
    public static func claim(for token: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(token.utf8)))
    }
}

extension AccessToken {
    /// The `csrf` claim: base64url of the SHA-256 of the secret that the token is bound to; `nil` when it is to none.
    public var csrfClaim: String? { (try? payload.string("csrf")) ?? nil }

    /// Whether the token is bound to this secret, compared in constant time.
    ///
    /// A token without a `csrf` claim is bound to none.
    public func isBound(toCSRFToken token: String) -> Bool {
        guard token.utf8.count <= CSRFToken.sizeLimit,
            let digest = csrfClaim.flatMap({ Base64URL.decode($0) })
        else { return false }
        // Digests compare in constant time.
        return SHA256.hash(data: Array(token.utf8)) == digest
    }
}
