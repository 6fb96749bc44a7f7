/// The keys of a verifier, each prepared once for every algorithm that it, its `alg` and the allow-list have in common.
struct PreparedKeys: Sendable {
    struct Entry: Sendable {
        let algorithm: SignatureAlgorithm
        let keyID: String?
        let key: VerificationKey
        /// Why the key must not be used, where `use` or `key_ops` say so.
        let refusal: JWTError?
        /// Headers that tokens of this key are likely to have.
        let headers: [KnownHeader]
    }

    let entries: [Entry]
    /// `kid` of all keys, whether or not they are good for any algorithm.
    private let keyIDs: [String]
    /// One key, given by itself, is used whatever `kid` a token names.
    private let isSingleKey: Bool

    init(_ keys: [JWK], algorithms: Set<SignatureAlgorithm>, type: TypeExpectation, isSingleKey: Bool) {
        self.isSingleKey = isSingleKey
        self.keyIDs = keys.compactMap(\.keyID)
        self.entries = keys.flatMap { key in
            key.algorithms.filter(algorithms.contains).compactMap { Entry(key, $0, type: type) }
        }
    }

    /// The keys to try for a token with this header, already known to be of an allowed algorithm.
    func candidates(
        for header: JWSHeader,
        algorithm: SignatureAlgorithm,
        limit: Int
    ) throws(JWTError) -> [Entry] {
        let named = isSingleKey ? nil : header.keyID
        if let named, !keyIDs.contains(where: { $0.hasSameOctets(as: named) }) {
            throw .keyUnknown(keyID: named)
        }
        let matching = entries.filter { entry in
            guard entry.algorithm == algorithm else { return false }
            guard let named else { return true }
            return entry.keyID?.hasSameOctets(as: named) ?? false
        }
        let usable = matching.filter { $0.refusal == nil }
        if let refusal = matching.first?.refusal, usable.isEmpty { throw refusal }
        // The key is there but is not for this algorithm.
        if matching.isEmpty, isSingleKey || named != nil {
            throw .algorithmNotAllowed(name: header.algorithmName)
        }
        guard !matching.isEmpty else { throw .keyUnknown(keyID: nil) }
        return Array(usable.prefix(limit))
    }
}

extension PreparedKeys.Entry {
    init?(_ key: JWK, _ algorithm: SignatureAlgorithm, type: TypeExpectation) {
        guard let prepared = key.material.verificationKey(algorithm) else { return nil }
        self.algorithm = algorithm
        self.keyID = key.keyID
        self.key = prepared
        self.headers = KnownHeader.likely(algorithm, keyID: key.keyID, type: type)
        do throws(JWTError) {
            try key.checkPermits(.verify)
            self.refusal = nil
        } catch {
            self.refusal = error
        }
    }
}
