/// Verifies signatures over any octets (RFC 7515), in each of the serialisations.
///
/// It says who signed what, and nothing about claims: for those, and for whatever must be a JWT, there is ``JWTVerifier``.
/// The algorithm comes from the key and from this verifier's list; a token only ever says which of them it used.
///
/// ```swift
/// let verifier = JWSVerifier(keys: keys, algorithms: [.es256])
/// let jws = try verifier.verify(compact)                                  // header.payload.signature
/// let same = try verifier.verify(detached, detachedPayload: file)         // header..signature
/// let contract = try verifier.verify(json: text, requiring: .all)         // one signature or several
/// ```
///
/// Refused whatever the settings: what is not strict base64url and strict JSON, `none` and unknown algorithms, keys that a
/// token brings along, a key whose `alg`, `use` or `key_ops` say otherwise, a parameter in both headers, `crit` or `b64`
/// among the unprotected ones, and every critical extension that is not listed as understood.
public struct JWSVerifier: Sendable {
    let source: JWTVerifier.KeySource
    let algorithms: Set<SignatureAlgorithm>
    let type: TypeExpectation
    let understood: [String]
    let limits: TokenLimits

    /// A verifier for the keys of a set.
    ///
    /// A signature that names a `kid` is checked with the keys of that name only; one that names none with every key that
    /// fits its algorithm, up to ``TokenLimits/candidateKeys``.
    ///
    /// - Parameters:
    ///   - keys: the keys.
    ///   - algorithms: the only algorithms accepted.
    ///   - type: what the header's `typ` must be.
    ///   - understood: critical header parameters that do not get a token refused: `b64`, which this verifier carries out
    ///     (RFC 7797), and any that the caller sees to.
    ///   - limits: what is refused unread.
    public init(
        keys: JWKSet,
        algorithms: Set<SignatureAlgorithm>,
        type: TypeExpectation = .unchecked,
        understood: [String] = [],
        limits: TokenLimits = .default
    ) {
        let keys = PreparedKeys(keys.keys, algorithms: algorithms, type: type, isSingleKey: false)
        self.init(.prepared(keys), algorithms, type, understood, limits)
    }

    /// A verifier for one key, used whatever `kid` a signature names.
    ///
    /// The parameters are those of ``init(keys:algorithms:type:understood:limits:)``.
    public init(
        key: JWK,
        algorithms: Set<SignatureAlgorithm>,
        type: TypeExpectation = .unchecked,
        understood: [String] = [],
        limits: TokenLimits = .default
    ) {
        let keys = PreparedKeys([key], algorithms: algorithms, type: type, isSingleKey: true)
        self.init(.prepared(keys), algorithms, type, understood, limits)
    }

    /// A verifier that asks for the keys of each signature.
    ///
    /// The parameters are those of ``init(keys:algorithms:type:understood:limits:)``.
    public init(
        resolver: some KeyResolver,
        algorithms: Set<SignatureAlgorithm>,
        type: TypeExpectation = .unchecked,
        understood: [String] = [],
        limits: TokenLimits = .default
    ) {
        self.init(.resolver(resolver), algorithms, type, understood, limits)
    }

    private init(
        _ source: JWTVerifier.KeySource,
        _ algorithms: Set<SignatureAlgorithm>,
        _ type: TypeExpectation,
        _ understood: [String],
        _ limits: TokenLimits
    ) {
        self.source = source
        self.algorithms = algorithms
        self.type = type
        self.understood = understood
        self.limits = limits
    }
}

// MARK: - Compact

extension JWSVerifier {
    /// Verifies a token in the compact form, its payload within.
    ///
    /// - Throws: the first reason for refusing it.
    public func verify(_ token: String) throws(JWTError) -> VerifiedJWS {
        let token = try text(token)
        let parts = try CompactJWS(token.span)
        let protected = try protectedHeader(of: token.span, parts)
        let segment = token.span.extracting(parts.payload)
        let payload: [UInt8]
        if try CriticalHeaders.isPayloadEncoded(protected, understood: understood) {
            payload = try CompactJWS.decode(parts.payload, of: token.span, named: "payload")
        } else {
            try CompactJWS.checkUnencoded(segment)
            payload = Array(token[parts.payload])
        }
        let signature = try CompactJWS.decode(parts.signature, of: token.span, named: "signature")
        let header = try JWSHeader(protected)
        let key = try signer(header, signature, over: token.span.extracting(parts.signingInput))
        return VerifiedJWS(header: header, payload: payload, keyID: key.keyID)
    }

    /// Verifies a token in the compact form whose payload came by another way (RFC 7515 appendix F).
    ///
    /// - Parameters:
    ///   - token: header and signature with two dots between them.
    ///   - payload: what was signed, as it is; its length is not limited.
    /// - Returns: header and payload, and who signed them.
    /// - Throws: the first reason for refusing it; ``JWTError/malformed(reason:)`` where the token has a payload of its own.
    public func verify(_ token: String, detachedPayload payload: [UInt8]) throws(JWTError) -> VerifiedJWS {
        let token = try text(token)
        let parts = try CompactJWS(token.span)
        guard parts.payload.isEmpty else { throw .malformed(reason: "its payload is not detached") }
        let protected = try protectedHeader(of: token.span, parts)
        let isEncoded = try CriticalHeaders.isPayloadEncoded(protected, understood: understood)
        let signature = try CompactJWS.decode(parts.signature, of: token.span, named: "signature")
        let header = try JWSHeader(protected)
        let input = Array(token[..<parts.payload.lowerBound]) + Self.signed(payload, isEncoded: isEncoded)
        let key = try signer(header, signature, over: input.span)
        return VerifiedJWS(header: header, payload: payload, keyID: key.keyID)
    }

    private func protectedHeader(
        of token: Span<UInt8>,
        _ parts: CompactJWS
    ) throws(JWTError) -> JSONObject {
        let json = try CompactJWS.decode(parts.header, of: token, named: "header")
        return try JWSHeader.parameters(json: json, limits: limits.json)
    }

    func text(_ text: String) throws(JWTError) -> [UInt8] {
        guard text.utf8.count <= limits.tokenSize else { throw .tokenTooLarge(limit: limits.tokenSize) }
        return Array(text.utf8)
    }

    /// A payload in the form that the signature is over.
    static func signed(_ payload: [UInt8], isEncoded: Bool) -> [UInt8] {
        isEncoded ? Array(Base64URL.encode(payload).utf8) : payload
    }
}

// MARK: - One signature

extension JWSVerifier {
    /// The key that made a signature.
    func signer(
        _ header: JWSHeader,
        _ signature: [UInt8],
        over input: Span<UInt8>
    ) throws(JWTError) -> PreparedKey {
        guard let algorithm = header.algorithm, algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed(name: header.algorithmName)
        }
        try type.check(header.type)
        for key in try candidates(for: header, algorithm) {
            let isValid = signature.withUnsafeBytes { signature in
                input.bytes.withUnsafeBytes { key.key.isValidSignature(signature, for: $0) }
            }
            if isValid { return key }
        }
        throw .signatureInvalid
    }

    private func candidates(
        for header: JWSHeader,
        _ algorithm: SignatureAlgorithm
    ) throws(JWTError) -> [PreparedKey] {
        let keys: PreparedKeys
        switch source {
        case .prepared(let prepared): keys = prepared
        case .resolver(let resolver):
            let found = try resolver.keys(for: header).keys
            keys = PreparedKeys(found, algorithms: [algorithm], type: type, isSingleKey: false)
        }
        return try keys.candidates(for: header, algorithm: algorithm, limit: limits.candidateKeys)
    }
}
