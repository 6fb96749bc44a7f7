/// Tokens that nobody signed: `alg` is `none` (RFC 7518 §3.6, RFC 7519 §6).
///
/// **Anybody can write one.**
///
/// For those whom a standard obliges to, and where something else protects the token: another layer of encryption or a
/// connection to the writer itself. No ``JWTVerifier`` accepts such a token, whatever its settings, and no ``JWTSigner``
/// writes one: `none` is no ``SignatureAlgorithm``.
///
/// ```swift
/// let token = try DangerouslyUnsecuredJWT.write(claims)
/// let claims = try DangerouslyUnsecuredJWT.read(token).payload
/// ```
public enum DangerouslyUnsecuredJWT {
    private static let algorithmName = "none"

    /// Writes claims that **nobody signs**.
    ///
    /// - Parameters:
    ///   - claims: the claims, registered and own.
    ///   - type: `typ`; `nil` leaves it out.
    ///   - header: further header parameters, as for ``JWTSigner``.
    /// - Returns: the token in its compact form, which ends in a dot.
    /// - Throws: ``JWTError/headerInvalid(name:expected:)`` or ``JWTError/claimInvalid(name:expected:)``.
    public static func write<Custom>(
        _ claims: Claims<Custom>,
        type: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws(JWTError) -> String {
        let json = try JWTSigner.header(
            algorithmName: algorithmName,
            type: type,
            keyID: nil,
            others: header
        )
        return try Base64URL.encode(json) + "." + Base64URL.encode(claims.json()) + "."
    }

    /// Reads a token that **nobody signed**, and nothing else: what is signed is for a verifier.
    ///
    /// - Returns: header and claims, as anybody may have written them. No claim is checked, `exp` neither.
    /// - Throws: ``JWTError/algorithmNotAllowed(name:)`` where `alg` is not exactly `none`,
    ///   ``JWTError/signatureInvalid`` where there is a signature nevertheless, and whatever ``UnverifiedJWT`` refuses.
    public static func read(
        _ token: String,
        limits: TokenLimits = .default
    ) throws(JWTError) -> UnverifiedJWT {
        let jwt = try UnverifiedJWT(token, limits: limits)
        guard jwt.header.algorithmName.hasSameOctets(as: algorithmName) else {
            throw .algorithmNotAllowed(name: jwt.header.algorithmName)
        }
        guard token.utf8.last == UInt8(ascii: ".") else { throw .signatureInvalid }
        return jwt
    }
}
