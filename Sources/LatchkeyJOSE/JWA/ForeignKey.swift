/// A ``Signer`` among the keys that are ready to sign.
struct ForeignSigningKey: Sendable {
    let signer: any Signer

    func signature(for input: UnsafeRawBufferPointer) throws(JWTError) -> [UInt8] {
        let signature = try signer.signature(for: Array(input))
        guard signer.algorithm.permits(signature) else { throw .signingFailed }
        return signature
    }
}

/// A ``SignatureVerifier`` among the keys that are ready to verify, for one of its algorithms.
struct ForeignVerificationKey: Sendable {
    let verifier: any SignatureVerifier
    let algorithm: SignatureAlgorithm

    func isValid(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        let signature = Array(signature)
        return algorithm.permits(signature) && verifier.isValidSignature(signature, for: Array(input))
    }
}

extension SignatureAlgorithm {
    /// Whether a signature has a length that this algorithm can have.
    func permits(_ signature: [UInt8]) -> Bool {
        signature.count == signatureLength ?? max(signature.count, 1)
    }
}
