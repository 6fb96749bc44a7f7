import CryptoExtras

/// How strong a key must be to be read.
///
/// ```swift
/// let key = try JWK(pem: contents, strength: .weak(reason: "ACME's gateway has RSA-1024 until June 2027"))
/// ```
@nonexhaustive
public enum KeyStrength: Sendable, Hashable {
    /// HMAC secrets have the size of their hash at least and are no well-known samples, RSA moduli have 2048 bits (RFC 7518
    /// §3.2, §3.3, §3.5, §8.8).
    case required
    /// Waives the minimum sizes and the list of well-known secrets for one key, for a reason that reviewers can find.
    ///
    /// **Whoever guesses or factors the key signs in its owner's name.** HMAC secrets of any size are taken but empty ones,
    /// and RSA moduli of 1024 bits at least. All other checks remain. An empty reason is refused.
    case weak(reason: String)

    var isWaived: Bool { self != .required }
}

extension KeyMaterial {
    /// Refuses what is weaker than it has to be.
    func check(_ strength: KeyStrength) throws(JWTError) {
        switch strength {
        case .weak(let reason):
            guard reason.utf8.contains(where: { $0 > 0x20 }) else {
                throw .keyInvalid(reason: "weak keys are taken for a reason only, and none is given")
            }
        case .required:
            guard case .rsa(let key) = self, key.publicKey.keySizeInBits < 2048 else { return }
            throw .keyInvalid(reason: "the RSA modulus has fewer than 2048 bits")
        }
    }
}
