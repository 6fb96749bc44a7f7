/// A key of a decrypter, made ready once for one algorithm.
final class PreparedDecryptionKey: Sendable {
    let algorithm: KeyManagementAlgorithm
    let keyID: String?
    let key: KeyDecryption
    /// Why the key must not be used, where `use` or `key_ops` say so.
    let refusal: JWTError?
    /// What a shared key can encrypt content with; `nil` where the content key is another one.
    private let encryptions: Set<ContentEncryption>?

    init?(_ key: JWK, _ algorithm: KeyManagementAlgorithm) {
        guard let prepared = KeyDecryption(key.material, algorithm) else { return nil }
        self.algorithm = algorithm
        self.keyID = key.keyID
        self.key = prepared
        self.encryptions =
            algorithm == .direct ? Set(ContentEncryption.allCases.filter(key.isDirectKey)) : nil
        do throws(JWTError) {
            try key.checkPermitsDecryption(algorithm)
            self.refusal = nil
        } catch {
            self.refusal = error
        }
    }

    func fits(_ algorithm: KeyManagementAlgorithm, _ encryption: ContentEncryption) -> Bool {
        self.algorithm == algorithm && encryptions?.contains(encryption) ?? true
    }
}

/// The keys of a decrypter, each prepared once for every algorithm that it, its `alg` and the allow-list have in common.
struct PreparedDecryptionKeys: Sendable {
    private let keys: [PreparedDecryptionKey]
    /// `kid` of all keys, whether or not they are good for any algorithm.
    private let keyIDs: [String]
    /// One key, given by itself, is used whatever `kid` a token names.
    private let isSingleKey: Bool

    init(_ keys: [JWK], algorithms: Set<KeyManagementAlgorithm>, isSingleKey: Bool) {
        self.isSingleKey = isSingleKey
        self.keyIDs = keys.compactMap(\.keyID)
        self.keys = keys.flatMap { key in
            key.keyManagementAlgorithms.filter(algorithms.contains).compactMap {
                PreparedDecryptionKey(key, $0)
            }
        }
    }

    /// The keys to try for a recipient, whose algorithms are already known to be allowed.
    func candidates(
        for header: JWEHeader,
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryption,
        limit: Int
    ) throws(JWTError) -> [PreparedDecryptionKey] {
        let named = isSingleKey ? nil : header.keyID
        if let named, !keyIDs.contains(where: { $0.hasSameOctets(as: named) }) {
            throw .keyUnknown(keyID: named)
        }
        let matching = keys.filter { key in
            guard key.fits(algorithm, encryption) else { return false }
            guard let named else { return true }
            return key.keyID?.hasSameOctets(as: named) ?? false
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
