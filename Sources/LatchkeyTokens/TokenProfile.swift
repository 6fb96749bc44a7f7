/// What a verifier asks of the shape of a token, beside signature, issuer, audience and times.
public struct TokenProfile: Sendable {
    enum Typing: Sendable {
        /// `typ` says the kind.
        case explicit
        /// `typ` is `JWT` or absent, and every token is an access token.
        case untyped
    }

    let typing: Typing
    let required: [String]

    /// RFC 9068: `typ` says the kind, and `sub`, `iat`, `jti` and `client_id` are there.
    public static let rfc9068 = TokenProfile(
        typing: .explicit,
        required: ["sub", "iat", "jti", "client_id"]
    )

    /// Tokens of an issuer that knows no kinds: `typ` is `JWT` or absent, and only `sub` must be there.
    ///
    /// For issuers such as a Flask application that one migrates from. Each token counts as an access token, so such an
    /// issuer's refresh and identity tokens must have another audience, or a rule of your own must tell them apart. A
    /// `ver` that is no whole number, such as the `"2.0"` of Entra ID, is no epoch and does no harm.
    public static let untyped = TokenProfile(typing: .untyped, required: ["sub"])
}
