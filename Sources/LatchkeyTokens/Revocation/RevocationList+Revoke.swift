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
    ///   - leeway: seconds of clock difference that verifiers forgive.
    ///   - now: the time of the revocation.
    /// - Throws: ``RevocationError/tokenWithoutIdentifier``.
    public func revoke(
        _ token: AccessToken,
        leeway: TimeInterval = 60,
        at now: Date
    ) throws(RevocationError) {
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
    ///   - longestLifetime: seconds; the longest life of any token of the session, refresh tokens included.
    ///   - leeway: seconds of clock difference that verifiers forgive.
    ///   - now: the time of the revocation.
    public func revoke(
        session: String,
        longestLifetime: TimeInterval,
        leeway: TimeInterval = 60,
        at now: Date
    ) {
        let expiry = Revocation.expiry(longestLifetime: longestLifetime, leeway: leeway, at: now)
        revoke(.session(named: session), expiresAt: expiry, at: now)
    }

    /// Takes back every token of an account whose `ver` is below the epoch.
    ///
    /// For applications that count an epoch for each account and raise it first.
    ///
    /// - Parameters:
    ///   - account: the `sub`, a UUID or any other text.
    ///   - epoch: the account's new epoch.
    ///   - longestLifetime: seconds; the longest life of any token of the account, refresh tokens included.
    ///   - leeway: seconds of clock difference that verifiers forgive.
    ///   - now: the time of the revocation.
    public func revoke(
        account: String,
        epochBelow epoch: Int64,
        longestLifetime: TimeInterval,
        leeway: TimeInterval = 60,
        at now: Date
    ) {
        let expiry = Revocation.expiry(longestLifetime: longestLifetime, leeway: leeway, at: now)
        revoke(.account(named: account, epochBelow: epoch), expiresAt: expiry, at: now)
    }

    /// Takes back every token of an account that goes back to a sign-in before now; the next sign-in is good again.
    ///
    /// For applications that count no epochs. Refreshing carries `auth_time` on, so a refresh under way escapes no more
    /// than a token does.
    ///
    /// - Parameters:
    ///   - account: the `sub`, a UUID or any other text.
    ///   - longestLifetime: seconds; the longest life of any token of the account, refresh tokens included.
    ///   - leeway: seconds of clock difference that verifiers forgive.
    ///   - now: the time of the revocation.
    public func revoke(
        account: String,
        longestLifetime: TimeInterval,
        leeway: TimeInterval = 60,
        at now: Date
    ) {
        let expiry = Revocation.expiry(longestLifetime: longestLifetime, leeway: leeway, at: now)
        revoke(.signIns(of: ExactText(account), before: now), expiresAt: expiry, at: now)
    }
}

extension Revocation.Target {
    /// The target for one verified token.
    static func token(of token: AccessToken) throws(RevocationError) -> Self {
        guard let tokenID = token.tokenID else { throw .tokenWithoutIdentifier }
        return .token(named: tokenID)
    }
}
