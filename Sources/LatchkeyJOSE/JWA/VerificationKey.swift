import Crypto
import CryptoExtras
import FoundationEssentials

/// A key prepared to verify signatures of one algorithm: whatever can be computed once has been.
enum VerificationKey: Sendable {
    case hs256(HMACSignature<SHA256>)
    case hs384(HMACSignature<SHA384>)
    case hs512(HMACSignature<SHA512>)
    case rs256(_RSA.Signing.PublicKey)
    case es256(P256.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)

    /// The one length a signature can have, in octets.
    var signatureLength: Int {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        case .rs256(let key): (key.keySizeInBits + 7) / 8
        case .es256, .ed25519: 64
        }
    }

    /// Whether this is the signature of `input` under this key; one of another length never is.
    func isValidSignature(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        guard signature.count == signatureLength else { return false }
        return switch self {
        case .hs256(let key): key.isValid(signature, for: input)
        case .hs384(let key): key.isValid(signature, for: input)
        case .hs512(let key): key.isValid(signature, for: input)
        case .rs256(let key): isValidRS256(signature, for: input, key)
        case .es256(let key): isValidES256(signature, for: input, key)
        case .ed25519(let key): key.isValidSignature(signature, for: input)
        }
    }

    private func isValidRS256(
        _ signature: UnsafeRawBufferPointer,
        for input: UnsafeRawBufferPointer,
        _ key: _RSA.Signing.PublicKey
    ) -> Bool {
        key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature),
            for: SHA256.hash(data: input),
            padding: .insecurePKCS1v1_5
        )
    }

    private func isValidES256(
        _ signature: UnsafeRawBufferPointer,
        for input: UnsafeRawBufferPointer,
        _ key: P256.Signing.PublicKey
    ) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
            return false
        }
        return key.isValidSignature(signature, for: SHA256.hash(data: input))
    }
}
