public import LatchkeyTokens

/// A successful answer of the token endpoint (RFC 6749 §5.1).
public struct TokenAnswer: Sendable {
    /// The access token.
    public let accessToken: IssuedToken
    /// The refresh token; `nil` where the client may not refresh, or nobody is signed in.
    public let refreshToken: String?
    /// What was granted.
    public let scope: Scope
    /// Whose tokens they are (`account_id`); `nil` where they are the client's own.
    public let accountID: UUIDv7?
}
