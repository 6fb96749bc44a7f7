public import FoundationEssentials
import LatchkeyJOSE

extension TokenIssuer {
    /// Signs the access token that a refresh token buys, for systems that keep no sessions.
    ///
    /// The account is read again through `account`, so that a closed one gets no new token and changed roles count from
    /// here on. Whatever it returns, the new token has the subject, session, epoch, `auth_time`, `amr` and CSRF binding
    /// of the refresh token, no scope that this lacks, and ends with it at the latest.
    ///
    /// ```swift
    /// let access = try await issuer.refresh(token, at: .now) { token, grant in
    ///     guard let account = try await accounts.find(token.subject), account.isOpen else { return nil }
    ///     var grant = grant
    ///     grant.roles = account.roles
    ///     return grant
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - token: a verified token of the kind `.refresh`.
    ///   - now: the time of issuance.
    ///   - account: gets the token and what the new one would say; returns what it is to say, or `nil` to refuse. An
    ///     account whose epoch is above the token's has been logged out everywhere: refuse it.
    /// - Returns: the access token.
    /// - Throws: ``TokenError`` with the code `invalid` for another kind of token, for another issuer's and for
    ///   one whose session (`sid`) is no UUID, `revoked` for a refused account,
    ///   `expired` when the refresh token's time is over; what `account` and ``issue(_:at:)`` throw.
    public func refresh(
        _ token: AccessToken,
        at now: Date,
        account: (_ token: AccessToken, _ grant: TokenGrant) async throws -> TokenGrant?
    ) async throws -> IssuedToken {
        guard token.kind == .refresh else {
            throw TokenError(.typeMismatch(expected: TokenKind.refresh.type, found: token.kind.type))
        }
        return try await renew(token, at: now, account: account)
    }

    /// Signs the next access token of a sign-in; the account decides, and the caller has checked the kind.
    package func renew(
        _ token: AccessToken,
        cappedAt end: Date? = nil,
        at now: Date,
        account: (_ token: AccessToken, _ grant: TokenGrant) async throws -> TokenGrant?
    ) async throws -> IssuedToken {
        // A strategy may trust several issuers: none of them gets what it says signed in this one's name.
        guard token.issuer.map({ ExactText($0) == ExactText(issuer) }) != false else {
            throw TokenError(.invalid)
        }
        var proposal: TokenGrant
        do {
            proposal = try TokenGrant(renewing: token)
        } catch {
            throw TokenError(error)
        }
        proposal.sessionExpiresAt = proposal.sessionExpiresAt ?? end
        guard let grant = try await account(token, proposal) else { throw TokenError(.revoked) }
        var renewed = try grant.renewing(token)
        renewed.sessionExpiresAt = renewed.sessionExpiresAt ?? end
        return try issue(renewed, at: now)
    }

    /// Signs an access token and a refresh token of one sign-in, for systems that keep no sessions.
    ///
    /// Both get the same session (a new one unless the grant names one), the same CSRF token and the same end: that of
    /// the refresh token.
    ///
    /// ```swift
    /// let pair = try issuer.issuePair(
    ///     TokenGrant(subject: "ada", authenticatedAt: now, csrfToken: CSRFToken.random()),
    ///     refreshLifetime: 30 * 86_400,
    ///     at: now
    /// )
    /// ```
    ///
    /// - Parameters:
    ///   - grant: what both say; its kind does not count.
    ///   - refreshLifetime: the life of the refresh token in seconds, and so of the whole sign-in.
    ///   - now: the time of issuance.
    /// - Returns: the two tokens.
    /// - Throws: what ``issue(_:at:)`` throws.
    public func issuePair(
        _ grant: TokenGrant,
        refreshLifetime: TimeInterval,
        at now: Date
    ) throws -> TokenPair {
        var grant = grant
        grant.sessionID = grant.sessionID ?? UUIDv7(at: now)
        var refreshGrant = grant
        refreshGrant.kind = .refresh
        refreshGrant.lifetime = refreshLifetime
        let refresh = try issue(refreshGrant, at: now)
        grant.kind = .access
        grant.sessionExpiresAt =
            grant.sessionExpiresAt.map { min($0, refresh.expiresAt) } ?? refresh.expiresAt
        return TokenPair(access: try issue(grant, at: now), refresh: refresh)
    }
}

/// The access token and the refresh token of one sign-in.
public struct TokenPair: Sendable {
    /// Opens protected routes.
    public let access: IssuedToken
    /// Buys new access tokens.
    public let refresh: IssuedToken

    /// Puts two tokens together, such as an access token and an opaque refresh token.
    public init(access: IssuedToken, refresh: IssuedToken) {
        self.access = access
        self.refresh = refresh
    }
}
