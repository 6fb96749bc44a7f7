import Crypto
import FoundationEssentials

// ECDSA (RFC 7518 §3.4): r and s, each of the full width of the curve. A high s is as good as a low one.

extension P256.Signing.PublicKey {
    func isValidES256(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
            return false
        }
        return isValidSignature(signature, for: SHA256.hash(data: input))
    }
}

extension P384.Signing.PublicKey {
    func isValidES384(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else {
            return false
        }
        return isValidSignature(signature, for: SHA384.hash(data: input))
    }
}

extension P521.Signing.PublicKey {
    func isValidES512(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        guard let signature = try? P521.Signing.ECDSASignature(rawRepresentation: signature) else {
            return false
        }
        return isValidSignature(signature, for: SHA512.hash(data: input))
    }
}
