import Crypto
import FoundationEssentials

// Diffie-Hellman, for encryption to a key (RFC 7518 §4.6, RFC 8037 §3.2).

extension KeyMaterial {
    /// The secret Z that this private key and another's public key share.
    ///
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where the keys are not of one curve or this one is public, and for
    ///   an X25519 point of small order, whose secret everybody knows.
    func sharedSecret(with other: KeyMaterial) throws(JWTError) -> [UInt8] {
        switch (self, other) {
        case (.p256(let own), .p256(let other)): try own.sharedSecret(with: other)
        case (.p384(let own), .p384(let other)): try own.sharedSecret(with: other)
        case (.p521(let own), .p521(let other)): try own.sharedSecret(with: other)
        case (.x25519(let own), .x25519(let other)): try own.sharedSecret(with: other)
        default: throw .keyUnsuitable(reason: "\(name) and \(other.name) keys share no secret")
        }
    }
}

extension ECKey {
    fileprivate func sharedSecret(with other: Self) throws(JWTError) -> [UInt8] {
        guard let privateKey else { throw .keyUnsuitable(reason: "it has no private part") }
        do {
            return try Curve.sharedSecret(privateKey, other.publicKey).withUnsafeBytes { Array($0) }
        } catch {
            throw .keyUnsuitable(reason: "the keys share no secret")
        }
    }
}

extension X25519Key {
    fileprivate func sharedSecret(with other: Self) throws(JWTError) -> [UInt8] {
        guard let privateKey else { throw .keyUnsuitable(reason: "it has no private part") }
        let secret: [UInt8]
        do {
            secret = try privateKey.sharedSecretFromKeyAgreement(with: other.publicKey)
                .withUnsafeBytes { Array($0) }
        } catch {
            throw .keyUnsuitable(reason: "the keys share no secret")
        }
        // RFC 8037 §3.2 and RFC 7748 §6.1: the check is the caller's.
        guard secret.reduce(0, |) != 0 else { throw .keyUnsuitable(reason: "its point is of small order") }
        return secret
    }
}
