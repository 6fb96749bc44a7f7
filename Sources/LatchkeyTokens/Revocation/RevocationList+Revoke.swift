public import FoundationEssentials

// For applications without a database: what is revoked here is forgotten when the process ends. With a database,
// `Revocations` takes the same calls.

extension RevocationList {
    /// Takes one token back, by its `jti`.
    ///
    /// A token that was refreshed meanwhile lives on as its successor: to log somebody out, revoke the session.
    ///
    /// - Parameters:
    ///   - token: the token.
    ///   - now: the time of the revocation.
    /// - Throws: ``RevocationError/tokenWithoutIdentifier``.
    public func revoke(_ token: AccessToken, at now: Date) throws(RevocationError) {
        revoke(
            try .token(of: token),
            expiresAt: token.expiresAt.advanced(byLifetime: leeway),
            at: now
        )
    }

    /// Takes back every token of a session, those included that a refresh under way is still about to sign.
    ///
    /// - Parameters:
    ///   - session: the `sid`, a UUID or any other text.
    ///   - now: the time of the revocation.
    public func revoke(session: String, at now: Date) {
        revoke(.session(named: session), expiresAt: lastExpiry(at: now), at: now)
    }

    /// Takes back every token of an account whose `ver` is below the epoch.
    ///
    /// For applications that count an epoch for each account and raise it first.
    ///
    /// - Parameters:
    ///   - account: the `sub`, a UUID or any other text.
    ///   - epoch: the account's new epoch.
    ///   - now: the time of the revocation.
    public func revoke(account: String, epochBelow epoch: Int64, at now: Date) {
        revoke(.account(named: account, epochBelow: epoch), expiresAt: lastExpiry(at: now), at: now)
    }

    /// Takes back every token of an account that goes back to a sign-in before now; the next sign-in is good again.
    ///
    /// For applications that count no epochs. Refreshing carries `auth_time` on, so a refresh under way escapes no more
    /// than a token does.
    ///
    /// - Parameters:
    ///   - account: the `sub`, a UUID or any other text.
    ///   - now: the time of the revocation.
    public func revoke(account: String, at now: Date) {
        revoke(.signIns(of: ExactText(account), before: now), expiresAt: lastExpiry(at: now), at: now)
    }
}

extension RevocationList {
    /// When the last token has expired that an entry made now may have to refuse.
    private func lastExpiry(at now: Date) -> Date {
        Revocation.expiry(longestLifetime: longestLifetime, leeway: leeway, at: now)
    }
}

extension Revocation.Target {
    /// The target for one verified token.
    static func token(of token: AccessToken) throws(RevocationError) -> Self {
        guard let tokenID = token.tokenID else { throw .tokenWithoutIdentifier }
        return .token(named: tokenID)
    }
}
