import Crypto
import CryptoExtras
import FoundationEssentials

/// RSASSA with one padding and one hash (RFC 7518 §3.3, §3.5).
///
/// The salt of PSS has the length of the hash, and MGF1 uses the same hash: both come with this choice of padding.
struct RSASignature: Sendable {
    private enum Hash {
        case sha256, sha384, sha512
    }

    private let hash: Hash
    private let padding: _RSA.Signing.Padding

    /// `nil` for an algorithm that is not RSA.
    init?(_ algorithm: SignatureAlgorithm) {
        switch algorithm {
        case .rs256, .ps256: self.hash = .sha256
        case .rs384, .ps384: self.hash = .sha384
        case .rs512, .ps512: self.hash = .sha512
        default: return nil
        }
        switch algorithm {
        case .rs256, .rs384, .rs512: self.padding = .insecurePKCS1v1_5
        default: self.padding = .PSS
        }
    }

    func signature(
        for input: UnsafeRawBufferPointer,
        _ key: _RSA.Signing.PrivateKey
    ) throws -> _RSA.Signing.RSASignature {
        switch hash {
        case .sha256: try key.signature(for: SHA256.hash(data: input), padding: padding)
        case .sha384: try key.signature(for: SHA384.hash(data: input), padding: padding)
        case .sha512: try key.signature(for: SHA512.hash(data: input), padding: padding)
        }
    }

    func isValid(
        _ signature: UnsafeRawBufferPointer,
        for input: UnsafeRawBufferPointer,
        _ key: _RSA.Signing.PublicKey
    ) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return switch hash {
        case .sha256: key.isValidSignature(signature, for: SHA256.hash(data: input), padding: padding)
        case .sha384: key.isValidSignature(signature, for: SHA384.hash(data: input), padding: padding)
        case .sha512: key.isValidSignature(signature, for: SHA512.hash(data: input), padding: padding)
        }
    }
}
