// Making keys ready to sign and to verify.

extension KeyMaterial {
    /// The prepared key for one of ``algorithms(_:)``; `nil` for any other.
    func verificationKey(
        _ algorithm: SignatureAlgorithm,
        _ strength: KeyStrength = .required
    ) -> VerificationKey? {
        guard algorithms(strength).contains(algorithm) else { return nil }
        switch self {
        case .oct(let secret):
            switch algorithm {
            case .hs256: return .hs256(HMACSignature(secret: secret))
            case .hs384: return .hs384(HMACSignature(secret: secret))
            case .hs512: return .hs512(HMACSignature(secret: secret))
            default: return nil
            }
        case .rsa(let key): return RSASignature(algorithm).map { .rsa(key.publicKey, $0) }
        case .p256(let key): return .es256(key.publicKey)
        case .p384(let key): return .es384(key.publicKey)
        case .p521(let key): return .es512(key.publicKey)
        case .ed25519(let key): return .ed25519(key.publicKey)
        case .mldsa65(let key): return .mldsa65(key.publicKey)
        case .mldsa87(let key): return .mldsa87(key.publicKey)
        case .x25519: return nil
        }
    }

    /// The prepared key for one of ``algorithms(_:)``; `nil` for any other, and for a public key.
    func signingKey(
        _ algorithm: SignatureAlgorithm,
        _ strength: KeyStrength = .required
    ) -> SigningKey? {
        guard algorithms(strength).contains(algorithm) else { return nil }
        switch self {
        case .oct(let secret):
            switch algorithm {
            case .hs256: return .hs256(HMACSignature(secret: secret))
            case .hs384: return .hs384(HMACSignature(secret: secret))
            case .hs512: return .hs512(HMACSignature(secret: secret))
            default: return nil
            }
        case .rsa(let key):
            guard let key = key.privateKey, let scheme = RSASignature(algorithm) else { return nil }
            return .rsa(key, scheme)
        case .p256(let key): return key.privateKey.map { .es256($0) }
        case .p384(let key): return key.privateKey.map { .es384($0) }
        case .p521(let key): return key.privateKey.map { .es512($0) }
        case .ed25519(let key): return key.privateKey.map { .ed25519($0) }
        case .mldsa65(let key): return key.privateKey.map { .mldsa65($0) }
        case .mldsa87(let key): return key.privateKey.map { .mldsa87($0) }
        case .x25519: return nil
        }
    }
}
