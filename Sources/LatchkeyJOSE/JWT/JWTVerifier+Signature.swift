// Layer JWS of a verifier: which key, and is the signature its own?

extension JWTVerifier {
    func verifySignature(of token: Span<UInt8>) throws(JWTError) -> VerifiedJWS {
        guard token.count <= limits.tokenSize else { throw .tokenTooLarge(limit: limits.tokenSize) }
        guard let known = knownHeader(of: token) else { return try verifyAnyHeader(token) }
        if let verified = verify(token, known) { return verified }
        return try verifyAnyHeader(token, except: known.key)
    }

    /// The first header that a token of these keys may well have, and that this token starts with.
    private func knownHeader(of token: Span<UInt8>) -> KnownHeader? {
        guard case .prepared(let prepared) = source else { return nil }
        return prepared.knownHeader(of: token)
    }

    /// The fast way, for a token whose header is known; `nil` where the slow way must find the words for a refusal.
    ///
    /// It accepts nothing that the slow way would not.
    private func verify(_ token: Span<UInt8>, _ known: KnownHeader) -> VerifiedJWS? {
        guard let dot = known.lastDot(of: token),
            hasValidSignature(token, after: dot, known.signatureLength, known.key.key)
        else { return nil }
        // A third dot, like any other foreign character, is found here.
        guard let payload = Base64URL.decode(token.extracting(known.prefix.count..<dot)) else { return nil }
        return VerifiedJWS(header: known.header, payload: payload, keyID: known.key.keyID)
    }

    /// The slow way, for any header.
    ///
    /// A key that was `tried` is not tried again, so that a forged token costs one verification, not two.
    private func verifyAnyHeader(
        _ token: Span<UInt8>,
        except tried: PreparedKey? = nil
    ) throws(JWTError) -> VerifiedJWS {
        let parts = try CompactJWS(token)
        let headerJSON = try CompactJWS.decode(parts.header, of: token, named: "header")
        let payload = try CompactJWS.decode(parts.payload, of: token, named: "payload")
        let signature = try CompactJWS.decode(parts.signature, of: token, named: "signature")
        let header = try JWSHeader(json: headerJSON, limits: limits.json)
        guard let algorithm = header.algorithm, algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed(name: header.algorithmName)
        }
        try type.check(header.type)
        let input = token.extracting(parts.signingInput)
        for key in try candidates(for: header, algorithm) where key !== tried {
            guard isValid(signature.span, for: input, key.key) else { continue }
            return VerifiedJWS(header: header, payload: payload, keyID: key.keyID)
        }
        throw .signatureInvalid
    }

    private func candidates(
        for header: JWSHeader,
        _ algorithm: SignatureAlgorithm
    ) throws(JWTError) -> [PreparedKey] {
        switch source {
        case .prepared(let keys):
            return try keys.candidates(for: header, algorithm: algorithm, limit: limits.candidateKeys)
        case .resolver(let resolver):
            let found = try resolver.keys(for: header)
            let keys = PreparedKeys(found.keys, algorithms: [algorithm], type: type, isSingleKey: false)
            return try keys.candidates(for: header, algorithm: algorithm, limit: limits.candidateKeys)
        }
    }

    private func hasValidSignature(
        _ token: Span<UInt8>,
        after dot: Int,
        _ length: Int,
        _ key: VerificationKey
    ) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { buffer in
            let isCanonical = Base64URL.decode(token.extracting(dot + 1..<token.count), into: buffer)
            return isCanonical && isValid(buffer.span, for: token.extracting(0..<dot), key)
        }
    }

    private func isValid(_ signature: Span<UInt8>, for input: Span<UInt8>, _ key: VerificationKey) -> Bool {
        signature.bytes.withUnsafeBytes { signature in
            input.bytes.withUnsafeBytes { input in
                key.isValidSignature(signature, for: input)
            }
        }
    }
}
