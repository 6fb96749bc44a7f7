public import LatchkeyTokens

/// What somebody holds after signing in or refreshing.
public struct SignIn: Sendable {
    /// Who.
    public let account: Account
    /// In which session.
    public let session: Session
    /// The access token.
    public let accessToken: IssuedToken
    /// The current refresh token.
    public let refreshToken: String
    /// The opaque token of the page cookie; only when a session for pages begins.
    public let browserToken: String?
    /// The token of the cookie by which the device is known; only when a client that keeps cookies signs in.
    public let deviceToken: String?
}
