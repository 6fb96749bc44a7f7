public import LatchkeyTokens

extension Problem {
    /// The 401 for a refused access token: the client learns the code and never the cause.
    ///
    /// 503 where nobody could judge the token, since a client drops its token on a 401.
    public init(_ error: TokenError) {
        switch error.code {
        case .missing: self.init(.tokenMissing)
        case .expired: self.init(.tokenExpired)
        case .malformed: self.init(.tokenMalformed)
        case .revoked: self.init(.tokenRevoked)
        case .invalid: self.init(.tokenInvalid)
        case .unavailable: self.init(.unavailable, retryAfter: 1)
        }
    }

    /// The 403 for a token that lacks one of these scope tokens.
    static func insufficientScope(_ scope: Scope) -> Problem {
        Problem(.insufficientScope, challenge: .insufficientScope(scope))
    }

    /// The 403 that asks the person to prove who they are again (RFC 9470).
    ///
    /// Not 401: clients drop their token on a 401, and this one is still good.
    static func insufficientUserAuthentication(_ maximumAge: Duration?, _ contexts: [String] = []) -> Problem
    {
        Problem(
            .insufficientUserAuthentication,
            challenge: .insufficientUserAuthentication(
                maximumAge: maximumAge,
                authenticationContexts: contexts
            )
        )
    }
}
