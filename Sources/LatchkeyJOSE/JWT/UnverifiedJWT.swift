/// A token read without any check of its signature: **nothing in it can be trusted**.
///
/// For inspection, and for finding out which verifier is to decide. The syntax is checked as strictly as a verifier does.
///
/// ```swift
/// let issuer = try UnverifiedJWT(token).payload.string("iss")      // then verify with that issuer's verifier
/// ```
public struct UnverifiedJWT: Sendable {
    /// The header, as anybody may have written it.
    public let header: JWSHeader
    /// The claims, as anybody may have written them.
    public let payload: JSONObject

    /// Reads a token.
    ///
    /// - Throws: ``JWTError/malformed(reason:)``, ``JWTError/tokenTooLarge(limit:)``,
    ///   ``JWTError/headerInvalid(name:expected:)`` or ``JWTError/criticalHeaderUnsupported(name:)``.
    public init(_ token: String, limits: TokenLimits = .default) throws(JWTError) {
        let text = Array(token.utf8)
        guard text.count <= limits.tokenSize else { throw .tokenTooLarge(limit: limits.tokenSize) }
        let parts = try CompactJWS(text.span)
        let header = try CompactJWS.decode(parts.header, of: text.span, named: "header")
        let payload = try CompactJWS.decode(parts.payload, of: text.span, named: "payload")
        _ = try CompactJWS.decode(parts.signature, of: text.span, named: "signature")
        self.header = try JWSHeader(json: header, limits: limits.json)
        self.payload = try JSONObject(claims: payload, limits: limits.json)
    }
}

extension JSONObject {
    /// Reads a claims object (RFC 7519 §7.2 step 10).
    init(claims json: [UInt8], limits: JSONLimits) throws(JWTError) {
        do throws(JSONError) {
            try self.init(json: json, limits: limits)
        } catch {
            throw .malformed(reason: "the claims are not a JSON object: \(error)")
        }
    }
}
