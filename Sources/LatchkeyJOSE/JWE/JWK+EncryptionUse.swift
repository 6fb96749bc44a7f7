// `use` and `key_ops` (RFC 7517 §4.2, §4.3) for encryption.

extension JWK {
    /// Refuses a key whose `use` or `key_ops` forbid to encrypt with this algorithm.
    func checkPermitsEncryption(_ algorithm: KeyManagementAlgorithm) throws(JWTError) {
        try checkPermitsAny(of: algorithm.mode.encryptionOperations)
    }

    /// Refuses a key whose `use` or `key_ops` forbid to decrypt with this algorithm.
    func checkPermitsDecryption(_ algorithm: KeyManagementAlgorithm) throws(JWTError) {
        try checkPermitsAny(of: algorithm.mode.decryptionOperations)
    }

    private func checkPermitsAny(of operations: [Operation]) throws(JWTError) {
        var refusal: JWTError?
        for operation in operations {
            do throws(JWTError) {
                return try checkPermits(operation)
            } catch {
                refusal = refusal ?? error
            }
        }
        if let refusal { throw refusal }
    }
}

extension KeyManagementAlgorithm.Mode {
    /// What the sender's key does, any of which is to be listed.
    fileprivate var encryptionOperations: [JWK.Operation] {
        switch self {
        case .direct: [.encrypt]
        case .keyWrapping, .gcmKeyWrapping, .keyEncryption: [.wrapKey]
        case .keyAgreement: [.deriveKey, .deriveBits]
        case .password: [.deriveKey, .deriveBits, .wrapKey]
        }
    }

    /// What the recipient's key does, any of which is to be listed.
    fileprivate var decryptionOperations: [JWK.Operation] {
        switch self {
        case .direct: [.decrypt]
        case .keyWrapping, .gcmKeyWrapping, .keyEncryption: [.unwrapKey]
        case .keyAgreement: [.deriveKey, .deriveBits]
        case .password: [.deriveKey, .deriveBits, .unwrapKey]
        }
    }
}
