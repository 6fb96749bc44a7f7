public import FoundationEssentials

/// Decrypts and verifies nested tokens, and demands both layers (RFC 7519 §7.2, RFC 8725 §3.3).
///
/// ```swift
/// let verifier = NestedJWTVerifier(
///     decrypter: JWEDecrypter(key: ownKey, algorithms: [.ecdhESA256KW], encryptions: [.a256GCM]),
///     verifier: JWTVerifier(key: theirKey, algorithms: [.es256], issuer: "https://id.example", audience: "shop")
/// )
/// let jwt = try verifier.verify(token, at: .now).jwt
/// ```
///
/// Refused is a token that is only signed, one that is only encrypted, one whose outer header does not say `cty: JWT`, and
/// one whose content is encrypted once more unless that was asked for. `iss`, `sub` and `aud` repeated in the outer header
/// must be those of the claims (RFC 7519 §5.3).
public struct NestedJWTVerifier: Sendable {
    private let decrypter: JWEDecrypter
    private let verifier: JWTVerifier
    private let encryptionLayers: Int

    /// A verifier of both layers.
    ///
    /// - Parameters:
    ///   - decrypter: what opens the token.
    ///   - verifier: what decides on the token inside.
    ///   - encryptionLayers: how often a token may have been encrypted, one after the other, each time for `decrypter`.
    public init(decrypter: JWEDecrypter, verifier: JWTVerifier, encryptionLayers: Int = 1) {
        self.decrypter = decrypter
        self.verifier = verifier
        self.encryptionLayers = encryptionLayers
    }

    /// Decrypts a token and verifies the one inside.
    ///
    /// - Parameters:
    ///   - token: the token in its compact form.
    ///   - now: the moment to check the times against.
    /// - Returns: both layers, proven.
    /// - Throws: the first reason for refusing it.
    public func verify(_ token: String, at now: Date) throws(JWTError) -> VerifiedNestedJWT<NoCustomClaims> {
        let (inner, header) = try innerToken(token)
        let jwt = try verifier.verify(inner, at: now)
        try Self.checkReplicas(header, of: jwt.payload)
        return VerifiedNestedJWT(jwt: jwt, encryptionHeader: header)
    }

    /// Decrypts a token, verifies the one inside, and reads the caller's own claims.
    ///
    /// - Parameters:
    ///   - token: the token in its compact form.
    ///   - type: the type of the caller's own claims.
    ///   - now: the moment to check the times against.
    /// - Returns: both layers, proven.
    /// - Throws: the first reason for refusing it.
    public func verify<Custom>(
        _ token: String,
        as type: Custom.Type,
        at now: Date
    ) throws(JWTError) -> VerifiedNestedJWT<Custom> {
        let (inner, header) = try innerToken(token)
        let jwt = try verifier.verify(inner, as: type, at: now)
        try Self.checkReplicas(header, of: jwt.payload)
        return VerifiedNestedJWT(jwt: jwt, encryptionHeader: header)
    }

    /// The signed token inside, and the outermost header.
    private func innerToken(_ token: String) throws(JWTError) -> (String, JWEHeader) {
        var (text, header) = try open(token)
        let outermost = header
        // The verifier refuses whatever is no signed token, one that is still encrypted included.
        for _ in 1..<max(1, encryptionLayers) where text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 4 {
            (text, header) = try open(text)
        }
        return (text, outermost)
    }

    private func open(_ token: String) throws(JWTError) -> (String, JWEHeader) {
        let decrypted = try decrypter.decrypt(token)
        let expected = TypeExpectation.exactly("JWT")
        do throws(JWTError) {
            try expected.check(decrypted.header.contentType)
        } catch {
            throw .headerInvalid(name: "cty", expected: "JWT")
        }
        guard let text = String(validating: decrypted.plaintext, as: UTF8.self) else {
            throw .malformed(reason: "its content is not a token")
        }
        return (text, decrypted.header)
    }

    private static func checkReplicas(_ header: JWEHeader, of claims: JSONObject) throws(JWTError) {
        for name in ["iss", "sub", "aud"] {
            guard let replica = header[name] else { continue }
            guard claims[name] == replica else {
                throw .claimInvalid(name: name, expected: "the same in the header and in the claims")
            }
        }
    }
}

/// A token that a ``NestedJWTVerifier`` has decrypted and verified; nothing else can make one.
public struct VerifiedNestedJWT<Custom: Codable & Sendable>: Sendable {
    /// The signed token that was inside.
    public let jwt: VerifiedJWT<Custom>
    /// The header of the encryption around it, which no signature covers.
    public let encryptionHeader: JWEHeader
}
