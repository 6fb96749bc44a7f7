import FoundationEssentials
import LatchkeyTokens

// What other use cases do to a session that lives on.

extension Sessions {
    /// A session with its account, when both are alive and of one epoch.
    static func live(
        _ id: UUIDv7,
        in tx: any AccountTransaction
    ) throws -> (account: Account, session: Session)? {
        guard let session = try tx.sessions.session(id), session.isLive(at: tx.now),
            let account = try tx.accounts.account(session.accountID), !account.isLocked,
            account.epoch == session.accountEpoch
        else { return nil }
        return (account, session)
    }

    /// Gives a session a new page cookie; the one it had opens nothing once that is written.
    static func renewBrowserToken(of session: inout Session) -> String {
        let token = makeBrowserToken()
        session.browserDigest = browserDigest(token)
        return token
    }

    /// Gives a session a new secret inside a transaction, so that every refresh token it had is void.
    ///
    /// With `forPages` it gets a new page cookie as well.
    ///
    /// - Throws: ``AccountError/sessionNotFound``.
    func restart(
        _ id: UUIDv7,
        from client: ClientContext,
        forPages: Bool,
        in tx: any AccountTransaction
    ) throws -> Started {
        guard var session = try tx.sessions.session(id) else { throw AccountError.sessionNotFound }
        let nonce = RandomOctets.make(RefreshToken.nonceSize)
        let token = RefreshToken(sessionID: id, counter: session.counter + 1, nonce: nonce)
        session.counter = token.counter
        session.nonceDigest = token.nonceDigest
        session.rotatedAt = tx.now
        session.lastSeenAt = tx.now
        session.fingerprint = fingerprint(of: client)
        (session.replays, session.replayedElsewhere, session.sharedGenerations) = (0, false, 0)
        try extendAccess(of: &session, in: tx)
        let browserToken = forPages ? Self.renewBrowserToken(of: &session) : nil
        try tx.sessions.update(session)
        return Started(session: session, refreshToken: token, browserToken: browserToken, deviceToken: nil)
    }
}
