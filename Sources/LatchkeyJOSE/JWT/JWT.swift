/// Signing JSON Web Tokens (RFC 7519).
///
/// To verify them, see ``JWTVerifier``.
public enum JWT {
    /// Signs claims with a key.
    ///
    /// ```swift
    /// let key = try JWK.generate(.es256)
    /// let token = try JWT.sign(
    ///     Claims(issuer: "https://id.example", subject: "42", audience: ["shop"], expiresAt: now + 900),
    ///     with: key
    /// )
    /// ```
    ///
    /// Whoever signs often prepares a ``JWTSigner`` once.
    ///
    /// - Parameters:
    ///   - claims: the claims, registered and own.
    ///   - key: a private or symmetric key. Its `kid` goes into the header.
    ///   - algorithm: one of the key's algorithms; by default its first.
    ///   - type: `typ`; `nil` leaves it out.
    ///   - header: further header parameters. `typ` and `kid` replace those above; `crit` and `b64` are refused, and so is
    ///     another `alg` than the one in use.
    /// - Returns: the token in its compact form.
    /// - Throws: ``JWTError/keyUnsuitable(reason:)``, ``JWTError/algorithmNotAllowed(name:)``,
    ///   ``JWTError/headerInvalid(name:expected:)`` or ``JWTError/claimInvalid(name:expected:)``.
    public static func sign<Custom>(
        _ claims: Claims<Custom>,
        with key: JWK,
        algorithm: SignatureAlgorithm? = nil,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws(JWTError) -> String {
        try JWTSigner(key: key, algorithm: algorithm, type: type, header: header).sign(claims)
    }

    /// Signs a claims object as it stands, members in their order.
    ///
    /// Registered claims must have their types: `iss`, `sub`, `jti` strings, `aud` a string or an array of strings, `exp`,
    /// `nbf`, `iat` numbers.
    ///
    /// - Throws: as ``sign(_:with:algorithm:type:header:)``.
    public static func sign(
        payload: JSONObject,
        with key: JWK,
        algorithm: SignatureAlgorithm? = nil,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws(JWTError) -> String {
        try JWTSigner(key: key, algorithm: algorithm, type: type, header: header).sign(payload: payload)
    }
}
