import Crypto
import CryptoExtras
import FoundationEssentials

/// A key prepared to sign with one algorithm.
enum SigningKey: Sendable {
    case hs256(HMACSignature<SHA256>)
    case hs384(HMACSignature<SHA384>)
    case hs512(HMACSignature<SHA512>)
    case rsa(_RSA.Signing.PrivateKey, RSASignature)
    case es256(P256.Signing.PrivateKey)
    case es384(P384.Signing.PrivateKey)
    case es512(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case mldsa65(MLDSA65.PrivateKey)
    case mldsa87(MLDSA87.PrivateKey)
    case foreign(ForeignSigningKey)

    /// The length of the signatures, in octets; `nil` for a foreign key, which is not asked before it signs.
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

    /// Hands the signature of `input` to `body`.
    func withSignature<Result>(
        for input: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) throws(JWTError) -> Result {
        do {
            return switch self {
            case .hs256(let key): key.code(for: input).withUnsafeBytes(body)
            case .hs384(let key): key.code(for: input).withUnsafeBytes(body)
            case .hs512(let key): key.code(for: input).withUnsafeBytes(body)
            case .rsa(let key, let scheme): try scheme.signature(for: input, key).withUnsafeBytes(body)
            case .es256(let key):
                try key.signature(for: SHA256.hash(data: input)).rawRepresentation.withUnsafeBytes(body)
            case .es384(let key):
                try key.signature(for: SHA384.hash(data: input)).rawRepresentation.withUnsafeBytes(body)
            case .es512(let key):
                try key.signature(for: SHA512.hash(data: input)).rawRepresentation.withUnsafeBytes(body)
            case .ed25519(let key): try key.signature(for: input).withUnsafeBytes(body)
            case .mldsa65(let key): try key.signature(for: input).withUnsafeBytes(body)
            case .mldsa87(let key): try key.signature(for: input).withUnsafeBytes(body)
            case .foreign(let key): try key.signature(for: input).withUnsafeBytes(body)
            }
        } catch {
            throw .signingFailed
        }
    }
}
