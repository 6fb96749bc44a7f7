// The JSON serialisations (RFC 7515 §7.2): one signature or several over one payload.

extension JWSVerifier {
    /// Verifies a JWS in its flattened or general JSON serialisation.
    ///
    /// The form of the text is checked as a whole: one signature that is no base64url, or one header that is no JSON object,
    /// gets it refused under either policy. What a well-formed signature is worth is said in its verdict.
    ///
    /// - Parameters:
    ///   - json: the text.
    ///   - policy: how many of the signatures must be good.
    ///   - detachedPayload: what was signed, where the text leaves it out (RFC 7515 appendix F).
    /// - Returns: the payload, and what became of each signature.
    /// - Throws: the first reason for refusing it; under ``SignaturePolicy/any`` that is what was wrong with the first
    ///   signature. ``JWTError/malformed(reason:)`` where there are more signatures than ``TokenLimits/signatures``, where
    ///   the payload is missing or there twice, or where `b64` is not the same for all (RFC 7797 §3).
    public func verify(
        json: String,
        requiring policy: SignaturePolicy,
        detachedPayload: [UInt8]? = nil
    ) throws(JWTError) -> VerifiedJSONJWS {
        let jws = try JSONSerializedJWS(try text(json), limits: limits)
        let isEncoded = try Self.isPayloadEncoded(jws)
        let payload = try Self.payload(jws, detachedPayload, isEncoded: isEncoded)
        let signed = Self.signed(payload, isEncoded: isEncoded)
        let verdicts = jws.signatures.map { verdict(on: $0, over: signed) }
        if let error = Self.refusal(verdicts, policy) { throw error }
        return VerifiedJSONJWS(payload: payload, verdicts: verdicts)
    }

    private func verdict(
        on signature: JSONSerializedJWS.Signature,
        over payload: [UInt8]
    ) -> JWSSignatureVerdict {
        let input = signature.protectedText + [UInt8(ascii: ".")] + payload
        var key: JWK?
        var failure: JWTError?
        do throws(JWTError) {
            _ = try CriticalHeaders.isPayloadEncoded(signature.protected, understood: understood)
            let prepared = try signer(signature.header, signature.signature, over: input.span)
            key = prepared.source.map { $0.publicKey ?? $0 }
        } catch {
            failure = error
        }
        return JWSSignatureVerdict(
            header: signature.header,
            unprotectedHeader: signature.unprotected,
            key: key,
            error: failure
        )
    }

    private static func refusal(_ verdicts: [JWSSignatureVerdict], _ policy: SignaturePolicy) -> JWTError? {
        switch policy {
        case .all: verdicts.lazy.compactMap(\.error).first
        case .any: verdicts.contains(where: \.isValid) ? nil : verdicts.first?.error ?? .signatureInvalid
        }
    }
}

// MARK: - Payload

extension JWSVerifier {
    /// Whether the payload is signed as base64url, on which all signatures must agree.
    ///
    /// Whether `b64` is understood at all is left to the verdict on each signature.
    private static func isPayloadEncoded(_ jws: JSONSerializedJWS) throws(JWTError) -> Bool {
        let values = jws.signatures.map { $0.protected["b64"] != .bool(false) }
        guard Set(values).count == 1, let isEncoded = values.first else {
            throw .malformed(reason: "its signatures encode the payload in different ways")
        }
        return isEncoded
    }

    private static func payload(
        _ jws: JSONSerializedJWS,
        _ detached: [UInt8]?,
        isEncoded: Bool
    ) throws(JWTError) -> [UInt8] {
        switch (jws.payload, detached) {
        case (nil, nil): throw .malformed(reason: "its payload is detached, and none was given")
        case (.some, .some): throw .malformed(reason: "its payload is not detached")
        case (nil, let payload?): return payload
        case (let text?, nil):
            guard isEncoded else { return Array(text.utf8) }
            guard let payload = Base64URL.decode(text) else {
                throw .malformed(reason: "the payload is not base64url")
            }
            return payload
        }
    }
}
