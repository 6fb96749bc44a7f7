public import LatchkeyTokens

/// What the tokens of one sign-in through a registered client may be used for, and where.
///
/// At a sign-in it becomes the session's; at a refresh it narrows the one access token that is asked for.
public struct ClientRights: Sendable, Equatable {
    /// The rights.
    public let scope: Scope
    /// Whom the tokens are for; `nil` for the issuer's own audience.
    public let audience: [String]?

    /// States the rights.
    public init(scope: Scope, audience: [String]?) {
        self.scope = scope
        self.audience = audience
    }
}
