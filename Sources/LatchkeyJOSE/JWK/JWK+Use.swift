// `use` and `key_ops` (RFC 7517 §4.2, §4.3), enforced where the key is put to work.

extension JWK {
    /// What a key is about to do.
    enum Operation: String {
        case sign, verify, encrypt, decrypt, wrapKey, unwrapKey, deriveKey, deriveBits

        /// The only `use` of a key that does this.
        var use: String {
            switch self {
            case .sign, .verify: "sig"
            case .encrypt, .decrypt, .wrapKey, .unwrapKey, .deriveKey, .deriveBits: "enc"
            }
        }
    }

    /// Refuses what `use` or `key_ops` forbid.
    func checkPermits(_ operation: Operation) throws(JWTError) {
        if let use, !use.hasSameOctets(as: operation.use) {
            throw .keyUnsuitable(reason: "its use is not \(operation.use)")
        }
        if let keyOperations, !keyOperations.contains(where: { $0.hasSameOctets(as: operation.rawValue) }) {
            throw .keyUnsuitable(reason: "its key_ops do not list \(operation.rawValue)")
        }
    }

    /// The algorithm to sign with: the one asked for where the key allows it, else the key's own.
    func signingAlgorithm(_ wanted: SignatureAlgorithm?) throws(JWTError) -> SignatureAlgorithm {
        let algorithms = algorithms
        guard let algorithm = wanted ?? algorithms.first, algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed(name: wanted?.name ?? "none")
        }
        return algorithm
    }
}
