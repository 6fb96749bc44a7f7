import Crypto
import CryptoExtras
import FoundationEssentials

/// A key prepared to verify signatures of one algorithm: whatever can be computed once has been.
///
/// A class around one function, so that the way from a key to its verdict copies no key.
final class VerificationKey: Sendable {
    private typealias Check =
        @Sendable (_ signature: UnsafeRawBufferPointer, _ input: UnsafeRawBufferPointer) -> Bool

    /// The one length a signature can have, in octets; `nil` for a foreign key, which checks for itself.
    let signatureLength: Int?
    private let check: Check

    private init(_ signatureLength: Int?, _ check: @escaping Check) {
        (self.signatureLength, self.check) = (signatureLength, check)
    }

    /// Whether this is the signature of `input` under this key; one of another length never is.
    func isValidSignature(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        guard signature.count == signatureLength ?? signature.count else { return false }
        return check(signature, input)
    }
}

extension VerificationKey {
    static func hs256(_ key: HMACSignature<SHA256>) -> VerificationKey {
        VerificationKey(32) { key.isValid($0, for: $1) }
    }

    static func hs384(_ key: HMACSignature<SHA384>) -> VerificationKey {
        VerificationKey(48) { key.isValid($0, for: $1) }
    }

    static func hs512(_ key: HMACSignature<SHA512>) -> VerificationKey {
        VerificationKey(64) { key.isValid($0, for: $1) }
    }

    static func rsa(_ key: _RSA.Signing.PublicKey, _ scheme: RSASignature) -> VerificationKey {
        VerificationKey((key.keySizeInBits + 7) / 8) { scheme.isValid($0, for: $1, key) }
    }

    static func es256(_ key: P256.Signing.PublicKey) -> VerificationKey {
        VerificationKey(64) { key.isValidES256($0, for: $1) }
    }

    static func es384(_ key: P384.Signing.PublicKey) -> VerificationKey {
        VerificationKey(96) { key.isValidES384($0, for: $1) }
    }

    static func es512(_ key: P521.Signing.PublicKey) -> VerificationKey {
        VerificationKey(132) { key.isValidES512($0, for: $1) }
    }

    static func ed25519(_ key: Curve25519.Signing.PublicKey) -> VerificationKey {
        VerificationKey(64) { key.isValidSignature($0, for: $1) }
    }

    static func mldsa65(_ key: MLDSA65.PublicKey) -> VerificationKey {
        VerificationKey(3309) { key.isValidSignature($0, for: $1) }
    }

    static func mldsa87(_ key: MLDSA87.PublicKey) -> VerificationKey {
        VerificationKey(4627) { key.isValidSignature($0, for: $1) }
    }

    static func foreign(_ key: ForeignVerificationKey) -> VerificationKey {
        VerificationKey(nil) { key.isValid($0, for: $1) }
    }
}
