import Crypto
import CryptoExtras

/// What a key is made of, after the checks of its family.
enum KeyMaterial: Sendable {
    case oct([UInt8])
    case rsaPublic(_RSA.Signing.PublicKey)
    case rsaPrivate(_RSA.Signing.PrivateKey)
    case p256Public(P256.Signing.PublicKey)
    case p256Private(P256.Signing.PrivateKey)
    case ed25519Public(Curve25519.Signing.PublicKey)
    case ed25519Private(Curve25519.Signing.PrivateKey)

    var keyType: KeyType {
        switch self {
        case .oct: .oct
        case .rsaPublic, .rsaPrivate: .rsa
        case .p256Public, .p256Private: .ec
        case .ed25519Public, .ed25519Private: .okp
        }
    }

    var isPrivate: Bool {
        switch self {
        case .oct, .rsaPrivate, .p256Private, .ed25519Private: true
        case .rsaPublic, .p256Public, .ed25519Public: false
        }
    }

    /// The part anybody may know; `nil` for a secret, which has none.
    var publicPart: KeyMaterial? {
        switch self {
        case .oct: nil
        case .rsaPrivate(let key): .rsaPublic(key.publicKey)
        case .p256Private(let key): .p256Public(key.publicKey)
        case .ed25519Private(let key): .ed25519Public(key.publicKey)
        case .rsaPublic, .p256Public, .ed25519Public: self
        }
    }

    /// The algorithms that the family, the curve and the size allow.
    var algorithms: [SignatureAlgorithm] {
        switch self {
        case .oct(let secret): [.hs256, .hs384, .hs512].filter { secret.count >= $0.minimumSecretLength }
        case .rsaPublic, .rsaPrivate: [.rs256]
        case .p256Public, .p256Private: [.es256]
        case .ed25519Public, .ed25519Private: [.eddsa, .ed25519]
        }
    }
}

extension SignatureAlgorithm {
    /// RFC 7518 §3.2: a secret must have the size of the hash or more; zero for algorithms without a secret.
    var minimumSecretLength: Int {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        default: 0
        }
    }
}

// MARK: - Preparing

extension KeyMaterial {
    /// The prepared key for one of ``algorithms``; `nil` for any other.
    func verificationKey(_ algorithm: SignatureAlgorithm) -> VerificationKey? {
        guard algorithms.contains(algorithm) else { return nil }
        return switch (algorithm, publicPart ?? self) {
        case (.hs256, .oct(let secret)): .hs256(HMACSignature(secret: secret))
        case (.hs384, .oct(let secret)): .hs384(HMACSignature(secret: secret))
        case (.hs512, .oct(let secret)): .hs512(HMACSignature(secret: secret))
        case (.rs256, .rsaPublic(let key)): .rs256(key)
        case (.es256, .p256Public(let key)): .es256(key)
        case (.eddsa, .ed25519Public(let key)), (.ed25519, .ed25519Public(let key)): .ed25519(key)
        default: nil
        }
    }

    /// The prepared key for one of ``algorithms``; `nil` for any other, and for a public key.
    func signingKey(_ algorithm: SignatureAlgorithm) -> SigningKey? {
        guard algorithms.contains(algorithm) else { return nil }
        return switch (algorithm, self) {
        case (.hs256, .oct(let secret)): .hs256(HMACSignature(secret: secret))
        case (.hs384, .oct(let secret)): .hs384(HMACSignature(secret: secret))
        case (.hs512, .oct(let secret)): .hs512(HMACSignature(secret: secret))
        case (.rs256, .rsaPrivate(let key)): .rs256(key)
        case (.es256, .p256Private(let key)): .es256(key)
        case (.eddsa, .ed25519Private(let key)), (.ed25519, .ed25519Private(let key)): .ed25519(key)
        default: nil
        }
    }
}
