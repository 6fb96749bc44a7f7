import FoundationEssentials
public import LatchkeyJOSE

extension TokenGrant {
    /// What a new access token of the same sign-in is to say: all that the old token says, its own claims included.
    ///
    /// It is as fresh as the old one and no fresher, belongs to the same session, is bound to the same CSRF token, and
    /// ends with the session. Renewing from a refresh token, the session ends with that token at the latest.
    ///
    /// ```swift
    /// let renewed = try issuer.issue(TokenGrant(renewing: context.requireToken()), at: .now)
    /// ```
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` for a session (`sid`) that is no UUID: a renewed token could
    ///   not name it, and a revocation of the session would pass it by.
    public init(renewing token: AccessToken) throws(JWTError) {
        if token.session != nil, token.sessionID == nil {
            throw .claimInvalid(name: "sid", expected: "a UUID")
        }
        self.init(
            subject: token.subject,
            clientID: token.clientID ?? TokenGrant.ownClientID,
            sessionID: token.sessionID,
            epoch: token.epoch,
            authenticatedAt: token.authenticatedAt,
            authenticationMethods: token.authenticationMethods,
            scope: token.scope,
            roles: token.roles,
            claims: try Self.ownClaims(of: token),
            sessionExpiresAt: Self.sessionEnd(of: token)
        )
        csrfClaim = token.csrfClaim
        sessionStartedAt = token.signedInAt
    }

    /// The grant with everything put back that no renewal may change.
    ///
    /// Roles, claims, header and lifetime are the caller's; the scope can only shrink (RFC 6749 §6).
    func renewing(_ token: AccessToken) throws(JWTError) -> TokenGrant {
        var grant = try TokenGrant(renewing: token)
        grant.roles = roles
        grant.claims = claims
        grant.header = header
        grant.lifetime = lifetime
        let held = Set(token.scope.tokens.map { ExactText($0) })
        grant.scope = Scope(scope.tokens.filter { held.contains(ExactText($0)) })
        if let end = sessionExpiresAt {
            grant.sessionExpiresAt = grant.sessionExpiresAt.map { min($0, end) } ?? end
        }
        return grant
    }

    private static func sessionEnd(of token: AccessToken) -> Date? {
        guard token.kind == .refresh else { return token.sessionExpiresAt }
        return token.sessionExpiresAt.map { min($0, token.expiresAt) } ?? token.expiresAt
    }

    private static func ownClaims(of token: AccessToken) throws(JWTError) -> JSONObject {
        var members: [(name: String, value: JSONValue)] = []
        for name in token.payload.names where !isProfileName(name) {
            if let value = token.payload[name] { members.append((name, value)) }
        }
        do {
            return try JSONObject(members: members)
        } catch {
            throw .claimInvalid(name: "claims", expected: "distinct names")
        }
    }
}
