import Crypto
import CryptoExtras
import FoundationEssentials

/// A key prepared to sign with one algorithm.
enum SigningKey: Sendable {
    case hs256(HMACSignature<SHA256>)
    case hs384(HMACSignature<SHA384>)
    case hs512(HMACSignature<SHA512>)
    case rs256(_RSA.Signing.PrivateKey)
    case es256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// The length of the signatures, in octets.
    var signatureLength: Int {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        case .rs256(let key): (key.keySizeInBits + 7) / 8
        case .es256, .ed25519: 64
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
            case .rs256(let key):
                try key.signature(for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5).withUnsafeBytes(
                    body
                )
            case .es256(let key):
                try key.signature(for: SHA256.hash(data: input)).rawRepresentation.withUnsafeBytes(body)
            case .ed25519(let key):
                try key.signature(for: input).withUnsafeBytes(body)
            }
        } catch {
            throw .signingFailed
        }
    }
}
