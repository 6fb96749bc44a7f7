import Crypto
import FoundationEssentials

/// A public key to agree on a secret with (RFC 7518 §4.6, RFC 8037 §3.2).
enum AgreementPublicKey: Sendable {
    case p256(P256.KeyAgreement.PublicKey)
    case p384(P384.KeyAgreement.PublicKey)
    case p521(P521.KeyAgreement.PublicKey)
    case x25519(Curve25519.KeyAgreement.PublicKey)

    /// A new private key on the same curve, for one token.
    func ephemeralKey() -> AgreementPrivateKey {
        switch self {
        case .p256: .p256(P256.KeyAgreement.PrivateKey())
        case .p384: .p384(P384.KeyAgreement.PrivateKey())
        case .p521: .p521(P521.KeyAgreement.PrivateKey())
        case .x25519: .x25519(Curve25519.KeyAgreement.PrivateKey())
        }
    }
}

/// A private key to agree on a secret with.
enum AgreementPrivateKey: Sendable {
    case p256(P256.KeyAgreement.PrivateKey)
    case p384(P384.KeyAgreement.PrivateKey)
    case p521(P521.KeyAgreement.PrivateKey)
    case x25519(Curve25519.KeyAgreement.PrivateKey)

    var publicKey: AgreementPublicKey {
        switch self {
        case .p256(let key): .p256(key.publicKey)
        case .p384(let key): .p384(key.publicKey)
        case .p521(let key): .p521(key.publicKey)
        case .x25519(let key): .x25519(key.publicKey)
        }
    }

    /// What both sides know; `nil` where the other key is on another curve or of small order.
    func sharedSecret(with other: AgreementPublicKey) -> SharedSecret? {
        switch (self, other) {
        case (.p256(let own), .p256(let other)): try? own.sharedSecretFromKeyAgreement(with: other)
        case (.p384(let own), .p384(let other)): try? own.sharedSecretFromKeyAgreement(with: other)
        case (.p521(let own), .p521(let other)): try? own.sharedSecretFromKeyAgreement(with: other)
        case (.x25519(let own), .x25519(let other)): Self.nonZeroSecret(own, other)
        default: nil
        }
    }

    // RFC 8037 §3.2, RFC 7748 §6.1: zeros come of a point of small order, which makes the secret no secret. The primitive
    // does not look.
    private static func nonZeroSecret(
        _ own: Curve25519.KeyAgreement.PrivateKey,
        _ other: Curve25519.KeyAgreement.PublicKey
    ) -> SharedSecret? {
        guard let secret = try? own.sharedSecretFromKeyAgreement(with: other) else { return nil }
        let bits = secret.withUnsafeBytes { $0.reduce(0 as UInt8) { $0 | $1 } }
        return bits == 0 ? nil : secret
    }
}
