/// Signing octets that are no claims (RFC 7515).
///
/// To verify them, see ``JWSVerifier``; for claims, see ``JWT``.
public enum JWS {
    /// Signs octets with a key, in the compact form.
    ///
    /// ```swift
    /// let token = try JWS.sign(Array("hello".utf8), with: key, header: ["cty": "text/plain"])
    /// ```
    ///
    /// Whoever signs often, without the payload, or in JSON prepares a ``JWSSigner``.
    ///
    /// - Throws: as ``JWSSigner/init(key:algorithm:type:header:unprotectedHeader:critical:payloadEncoding:)``.
    public static func sign(
        _ payload: [UInt8],
        with key: JWK,
        algorithm: SignatureAlgorithm? = nil,
        type: String? = nil,
        header: [String: JSONValue] = [:]
    ) throws(JWTError) -> String {
        try JWSSigner(key: key, algorithm: algorithm, type: type, header: header).sign(payload)
    }

    /// Signs octets with several keys, in the general JSON serialisation (RFC 7515 §7.2.1).
    ///
    /// ```swift
    /// let json = try JWS.signGeneral(contract, by: [seller, buyer])
    /// ```
    ///
    /// - Parameters:
    ///   - payload: any octets; UTF-8 where the signers leave the payload unencoded and it is not detached.
    ///   - signers: one for each signature, at least one, all with one payload encoding (RFC 7797 §3).
    ///   - isDetached: whether the payload stays out of the text (RFC 7515 appendix F).
    /// - Returns: the JSON text.
    /// - Throws: ``JWTError/malformed(reason:)`` where one of these conditions is not met.
    public static func signGeneral(
        _ payload: [UInt8],
        by signers: [JWSSigner],
        isDetached: Bool = false
    ) throws(JWTError) -> String {
        guard let first = signers.first else { throw .malformed(reason: "nobody signs it") }
        guard signers.allSatisfy({ $0.payloadEncoding == first.payloadEncoding }) else {
            throw .malformed(reason: "its signers encode the payload in different ways")
        }
        let text = first.encoded(payload)
        var writer = JSONWriter()
        writer.beginObject()
        if !isDetached { try first.writePayload(text, to: &writer) }
        writer.name("signatures")
        writer.beginArray()
        for signer in signers {
            writer.beginObject()
            try signer.writeSignature(over: text, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.text()
    }
}

extension JWSSigner {
    /// Signs octets in the flattened JSON serialisation (RFC 7515 §7.2.2).
    ///
    /// - Parameters:
    ///   - payload: any octets; UTF-8 where the payload is unencoded and not detached.
    ///   - isDetached: whether the payload stays out of the text (RFC 7515 appendix F).
    /// - Returns: the JSON text.
    /// - Throws: ``JWTError/malformed(reason:)`` where an unencoded payload is no text.
    public func signFlattened(_ payload: [UInt8], isDetached: Bool = false) throws(JWTError) -> String {
        let text = encoded(payload)
        var writer = JSONWriter()
        writer.beginObject()
        if !isDetached { try writePayload(text, to: &writer) }
        try writeSignature(over: text, to: &writer)
        writer.endObject()
        return writer.text()
    }

    fileprivate func writePayload(_ payload: [UInt8], to writer: inout JSONWriter) throws(JWTError) {
        guard let text = String(validating: payload, as: UTF8.self) else {
            throw .malformed(reason: "the payload is not UTF-8, which it must be to stand in JSON unencoded")
        }
        writer.member("payload", text)
    }

    fileprivate func writeSignature(over payload: [UInt8], to writer: inout JSONWriter) throws(JWTError) {
        if !protected.isEmpty { writer.member("protected", String(decoding: protected, as: UTF8.self)) }
        if unprotectedHeader.count > 0 { writer.member(escaping: "header", .object(unprotectedHeader)) }
        writer.member("signature", try signature(over: payload))
    }
}
