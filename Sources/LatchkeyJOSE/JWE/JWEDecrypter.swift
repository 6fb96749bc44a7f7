import Crypto

/// Decrypts tokens (RFC 7516 §5.2).
///
/// Both lists of algorithms must be given: a token only ever says which of them it used. Keys are prepared once, here:
/// keep the decrypter.
///
/// ```swift
/// let decrypter = JWEDecrypter(key: privateKey, algorithms: [.rsaOAEP256], encryptions: [.a256GCM])
/// let content = try decrypter.decrypt(token).plaintext
/// ```
///
/// Refused whatever the settings: anything but five segments of canonical base64url, headers that are not strict JSON or
/// share a name, `RSA1_5` and unknown algorithms, every `crit`, `zip` unless asked for by name, keys that a token brings
/// along, a key whose `alg`, `use` or `key_ops` say otherwise, ephemeral keys that are not on the curve of the key or of
/// small order, tags and initialization vectors of other than full length, and counts of PBKDF2 rounds out of bounds.
/// Whatever goes wrong once a key has been put to work is one error, ``JWTError/decryptionFailed``.
public struct JWEDecrypter: Sendable {
    private let keys: PreparedDecryptionKeys
    private let algorithms: Set<KeyManagementAlgorithm>
    private let encryptions: Set<ContentEncryption>
    private let compression: JWECompression
    private let type: TypeExpectation
    private let limits: JWELimits

    /// A decrypter with the keys of a set.
    ///
    /// A token that names a `kid` is decrypted with the keys of that name only; one that names none with every key that
    /// fits its algorithms, up to ``JWELimits/candidateKeys``.
    ///
    /// - Parameters:
    ///   - keys: the keys, private or shared.
    ///   - algorithms: the only values of `alg` accepted.
    ///   - encryptions: the only values of `enc` accepted.
    ///   - type: what the header's `typ` must be.
    ///   - compression: whether compressed content is inflated.
    ///   - limits: what is refused unread.
    public init(
        keys: JWKSet,
        algorithms: Set<KeyManagementAlgorithm>,
        encryptions: Set<ContentEncryption>,
        type: TypeExpectation = .unchecked,
        compression: JWECompression = .refused,
        limits: JWELimits = .default
    ) {
        self.keys = PreparedDecryptionKeys(keys.keys, algorithms: algorithms, isSingleKey: false)
        self.algorithms = algorithms
        self.encryptions = encryptions
        self.type = type
        self.compression = compression
        self.limits = limits
    }

    /// A decrypter with one key, used whatever `kid` a token names.
    ///
    /// The parameters are those of ``init(keys:algorithms:encryptions:type:compression:limits:)``.
    public init(
        key: JWK,
        algorithms: Set<KeyManagementAlgorithm>,
        encryptions: Set<ContentEncryption>,
        type: TypeExpectation = .unchecked,
        compression: JWECompression = .refused,
        limits: JWELimits = .default
    ) {
        self.keys = PreparedDecryptionKeys([key], algorithms: algorithms, isSingleKey: true)
        self.algorithms = algorithms
        self.encryptions = encryptions
        self.type = type
        self.compression = compression
        self.limits = limits
    }

    /// Decrypts a token in its compact form.
    ///
    /// - Throws: the first reason for refusing it; ``JWTError/decryptionFailed`` once a key has been put to work.
    public func decrypt(_ token: String) throws(JWTError) -> DecryptedJWE {
        try decrypt(JWEParts(compact: Array(token.utf8), limits: limits))
    }

    /// Decrypts a token in one of its JSON forms, general or flattened.
    ///
    /// Of several recipients the first that one of the keys belongs to counts. All must have the same `enc`.
    ///
    /// - Throws: as ``decrypt(_:)``.
    public func decryptJSON(_ token: String) throws(JWTError) -> DecryptedJWE {
        try decrypt(JWEParts(json: Array(token.utf8), limits: limits))
    }
}

// MARK: - Decrypting

extension JWEDecrypter {
    private func decrypt(_ parts: JWEParts) throws(JWTError) -> DecryptedJWE {
        let headers = try parts.headers()
        guard headers.allSatisfy({ $0.encryptionName.hasSameOctets(as: headers[0].encryptionName) }) else {
            throw .headerInvalid(name: "enc", expected: "the same for all recipients")
        }
        let limit = try inflationLimit(parts.protected)
        let (header, key, content) = try open(parts, headers)
        return DecryptedJWE(
            header: header,
            plaintext: try limit.map { limit throws(JWTError) in
                try Inflation.inflate(content, limit: limit)
            } ?? content,
            additionalData: parts.additionalData,
            keyID: key.keyID
        )
    }

    /// The most octets that compressed content may have; `nil` where it is not compressed.
    private func inflationLimit(_ protected: JSONObject) throws(JWTError) -> Int? {
        guard let value = protected["zip"] else { return nil }
        guard value == .string("DEF") else { throw .headerInvalid(name: "zip", expected: "DEF") }
        guard case .deflate(let maximumSize) = compression else {
            throw .headerInvalid(name: "zip", expected: "absent: compressed content is not accepted here")
        }
        return maximumSize
    }

    /// Tries each recipient that the keys and the lists allow for.
    private func open(
        _ parts: JWEParts,
        _ headers: [JWEHeader]
    ) throws(JWTError) -> (JWEHeader, PreparedDecryptionKey, [UInt8]) {
        var refusal: JWTError?
        var iterations = limits.passwordIterations.upperBound
        // Recipients times keys would be more private operations than anybody has to spend on one token.
        var tries = max(limits.candidateKeys, limits.recipients)
        for (header, recipient) in zip(headers, parts.recipients) {
            do throws(JWTError) {
                let (keys, parameters) = try candidates(header, recipient)
                for key in keys.prefix(tries) {
                    tries -= 1
                    guard let content = open(parts, key, parameters, &iterations) else { continue }
                    return (header, key, content)
                }
                refusal = .decryptionFailed
            } catch {
                refusal = refusal ?? error
            }
        }
        throw refusal ?? .decryptionFailed
    }

    private func candidates(
        _ header: JWEHeader,
        _ recipient: JWEParts.Recipient
    ) throws(JWTError) -> ([PreparedDecryptionKey], KeyParametersOfToken) {
        guard let algorithm = header.algorithm, algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed(name: header.algorithmName)
        }
        guard let encryption = header.encryption, encryptions.contains(encryption) else {
            throw .algorithmNotAllowed(name: header.encryptionName)
        }
        try type.check(header.type)
        let keys = try keys.candidates(for: header, algorithm, encryption, limit: limits.candidateKeys)
        let parameters = try KeyParametersOfToken(
            header,
            algorithm,
            encryption,
            encryptedKey: recipient.encryptedKey,
            limits: limits
        )
        return (keys, parameters)
    }

    /// The content; `nil` for whatever reason it cannot be had.
    private func open(
        _ parts: JWEParts,
        _ key: PreparedDecryptionKey,
        _ parameters: KeyParametersOfToken,
        _ iterations: inout Int
    ) -> [UInt8]? {
        let encryption = parameters.context.encryption
        let found = key.key.contentKey(parameters, iterations: &iterations)
        // RFC 7516 §11.5: whether a content key came out must not show, neither in the answer nor in its time.
        let substitute = encryption.randomKey()
        let contentKey = found.flatMap { $0.bitCount == substitute.bitCount ? $0 : nil } ?? substitute
        return encryption.open(parts.content, key: contentKey, authenticating: parts.authenticatedData)
    }
}
