import Crypto
import CryptoExtras

/// What a key is made of, after the checks of its family.
///
/// Encryption takes its keys out of here, too: ``RSAKey/encryptionKey()``, ``RSAKey/decryptionKey()``, and
/// ``sharedSecret(with:)`` for the elliptic curves and X25519.
enum KeyMaterial: Sendable {
    case oct([UInt8])
    case rsa(RSAKey)
    case p256(ECKey<P256>)
    case p384(ECKey<P384>)
    case p521(ECKey<P521>)
    case ed25519(Ed25519Key)
    /// For key agreement alone: it never signs.
    case x25519(X25519Key)
    case mldsa65(MLDSAKey<MLDSA65>)
    case mldsa87(MLDSAKey<MLDSA87>)

    /// The key as one of a pair; `nil` for a secret.
    var asymmetric: (any AsymmetricKey)? {
        switch self {
        case .oct: nil
        case .rsa(let key): key
        case .p256(let key): key
        case .p384(let key): key
        case .p521(let key): key
        case .ed25519(let key): key
        case .x25519(let key): key
        case .mldsa65(let key): key
        case .mldsa87(let key): key
        }
    }

    var keyType: KeyType {
        asymmetric.map { type(of: $0).keyType } ?? .oct
    }

    /// What a sentence about the key calls it.
    var name: String {
        asymmetric.map { type(of: $0).name } ?? KeyType.oct.rawValue
    }

    var isPrivate: Bool {
        asymmetric.map { $0.privateKey != nil } ?? true
    }

    /// The part anybody may know; `nil` for a secret, which has none.
    var publicPart: KeyMaterial? {
        switch self {
        case .oct: nil
        case .rsa(let key): .rsa(key.publicPart)
        case .p256(let key): .p256(key.publicPart)
        case .p384(let key): .p384(key.publicPart)
        case .p521(let key): .p521(key.publicPart)
        case .ed25519(let key): .ed25519(key.publicPart)
        case .x25519(let key): .x25519(key.publicPart)
        case .mldsa65(let key): .mldsa65(key.publicPart)
        case .mldsa87(let key): .mldsa87(key.publicPart)
        }
    }

    /// The algorithms that the family, the curve and the size allow.
    var algorithms: [SignatureAlgorithm] { algorithms(.required) }

    /// The same, where the size may be excused.
    func algorithms(_ strength: KeyStrength) -> [SignatureAlgorithm] {
        switch self {
        case .oct(let secret):
            [.hs256, .hs384, .hs512].filter { strength.isWaived || secret.count >= $0.minimumSecretLength }
        default: asymmetric.map { type(of: $0).algorithms } ?? []
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
