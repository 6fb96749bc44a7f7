/// The keys of a verifier, each prepared once for every algorithm that it, its `alg` and the allow-list have in common.
///
/// A class, so that looking at the keys of a verifier counts one reference instead of two.
final class PreparedKeys: Sendable {
    let keys: [PreparedKey]
    /// Headers that tokens of these keys are likely to have, in the order of the keys.
    private let knownHeaders: [KnownHeader]
    /// `kid` of all keys, whether or not they are good for any algorithm.
    private let keyIDs: [String]
    /// One key, given by itself, is used whatever `kid` a token names.
    private let isSingleKey: Bool

    init(
        _ keys: [JWK],
        verifiers: [any SignatureVerifier] = [],
        algorithms: Set<SignatureAlgorithm>,
        type: TypeExpectation,
        isSingleKey: Bool
    ) {
        self.isSingleKey = isSingleKey
        self.keyIDs = keys.compactMap(\.keyID) + verifiers.compactMap(\.keyID)
        let own = keys.flatMap { key in
            key.algorithms.filter(algorithms.contains).compactMap { PreparedKey(key, $0) }
        }
        let foreign = verifiers.flatMap { verifier in
            verifier.algorithms.filter(algorithms.contains).map { PreparedKey(verifier, $0) }
        }
        self.keys = own + foreign
        self.knownHeaders = own.flatMap { KnownHeader.likely(for: $0, type: type) }
    }

    /// The known header that a token starts with.
    func knownHeader(of token: Span<UInt8>) -> KnownHeader? {
        for known in knownHeaders where known.matches(token) { return known }
        return nil
    }

    /// The keys to try for a token with this header, already known to be of an allowed algorithm.
    func candidates(
        for header: JWSHeader,
        algorithm: SignatureAlgorithm,
        limit: Int
    ) throws(JWTError) -> [PreparedKey] {
        let named = isSingleKey ? nil : header.keyID
        if let named, !keyIDs.contains(where: { $0.hasSameOctets(as: named) }) {
            throw .keyUnknown(keyID: named)
        }
        let matching = keys.filter { key in
            guard key.algorithm == algorithm else { return false }
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
