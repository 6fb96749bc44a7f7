import Crypto
import CryptoExtras
import FoundationEssentials

/// A key prepared to verify signatures of one algorithm: whatever can be computed once has been.
enum VerificationKey: Sendable {
    case hs256(HMACSignature<SHA256>)
    case hs384(HMACSignature<SHA384>)
    case hs512(HMACSignature<SHA512>)
    case rsa(_RSA.Signing.PublicKey, RSASignature)
    case es256(P256.Signing.PublicKey)
    case es384(P384.Signing.PublicKey)
    case es512(P521.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case mldsa65(MLDSA65.PublicKey)
    case mldsa87(MLDSA87.PublicKey)
    case foreign(ForeignVerificationKey)

    /// The one length a signature can have, in octets; `nil` for a foreign key, which checks for itself.
    var signatureLength: Int? {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        case .rsa(let key, _): (key.keySizeInBits + 7) / 8
        case .es256, .ed25519: 64
        case .es384: 96
        case .es512: 132
        case .mldsa65: 3309
        case .mldsa87: 4627
        case .foreign: nil
        }
    }

    /// Whether this is the signature of `input` under this key; one of another length never is.
    func isValidSignature(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        guard signature.count == signatureLength ?? signature.count else { return false }
        return switch self {
        case .hs256(let key): key.isValid(signature, for: input)
        case .hs384(let key): key.isValid(signature, for: input)
        case .hs512(let key): key.isValid(signature, for: input)
        case .rsa(let key, let scheme): scheme.isValid(signature, for: input, key)
        case .es256(let key): key.isValidES256(signature, for: input)
        case .es384(let key): key.isValidES384(signature, for: input)
        case .es512(let key): key.isValidES512(signature, for: input)
        case .ed25519(let key): key.isValidSignature(signature, for: input)
        case .mldsa65(let key): key.isValidSignature(signature, for: input)
        case .mldsa87(let key): key.isValidSignature(signature, for: input)
        case .foreign(let key): key.isValid(signature, for: input)
        }
    }
}
