// A key as one of the public pair: for signing and verifying octets that are no JWS.

extension JWK {
    /// The key, ready to sign any octets with one algorithm.
    ///
    /// ```swift
    /// let signature = try key.signer().signature(for: octets)
    /// ```
    ///
    /// For tokens ``JWTSigner`` is the faster way.
    ///
    /// - Parameter algorithm: one of the key's algorithms; by default its first.
    /// - Returns: the key, made ready.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where the key is public or its `use` or `key_ops` forbid signing, and
    ///   ``JWTError/algorithmNotAllowed(name:)`` where it is not for this algorithm.
    public func signer(_ algorithm: SignatureAlgorithm? = nil) throws(JWTError) -> some Signer {
        try checkPermits(.sign)
        guard isPrivate else { throw .keyUnsuitable(reason: "it has no private part") }
        let algorithm = try signingAlgorithm(algorithm)
        guard let key = material.signingKey(algorithm, strength) else {
            throw .algorithmNotAllowed(name: algorithm.name)
        }
        return OwnSigner(algorithm: algorithm, keyID: keyID, key: key)
    }

    /// The key, ready to verify signatures of any octets with one algorithm.
    ///
    /// ```swift
    /// guard try key.signatureVerifier().isValidSignature(signature, for: octets) else { … }
    /// ```
    ///
    /// - Parameter algorithm: one of the key's algorithms; by default its first.
    /// - Returns: the key, made ready.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)`` where `use` or `key_ops` forbid verifying, and
    ///   ``JWTError/algorithmNotAllowed(name:)`` where the key is not for this algorithm.
    public func signatureVerifier(
        _ algorithm: SignatureAlgorithm? = nil
    ) throws(JWTError) -> some SignatureVerifier {
        try checkPermits(.verify)
        let algorithm = try signingAlgorithm(algorithm)
        guard let key = material.verificationKey(algorithm, strength) else {
            throw .algorithmNotAllowed(name: algorithm.name)
        }
        return OwnVerifier(algorithms: [algorithm], keyID: keyID, key: key)
    }
}

private struct OwnSigner: Signer {
    let algorithm: SignatureAlgorithm
    let keyID: String?
    let key: SigningKey

    func signature(for input: [UInt8]) throws(JWTError) -> [UInt8] {
        var result: Result<[UInt8], JWTError> = .failure(.signingFailed)
        input.withUnsafeBytes { input in
            do throws(JWTError) {
                result = .success(try key.withSignature(for: input) { Array($0) })
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }
}

private struct OwnVerifier: SignatureVerifier {
    let algorithms: [SignatureAlgorithm]
    let keyID: String?
    let key: VerificationKey

    func isValidSignature(_ signature: [UInt8], for input: [UInt8]) -> Bool {
        signature.withUnsafeBytes { signature in
            input.withUnsafeBytes { key.isValidSignature(signature, for: $0) }
        }
    }
}
