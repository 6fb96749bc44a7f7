import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Takes a client's own tokens back (RFC 7009).
///
/// An access token is refused alone, by its `jti`; a refresh token takes its whole session with it. What is no token of
/// ours, or none that lives, is answered as if it had been taken back.
public struct TokenRevocation: Sendable {
    let authenticator: ClientAuthenticator
    let storage: any OAuthStorage
    let sessions: Sessions
    let ending: SessionEnding
    let verifier: TokenVerifier
    let places: StatusPlaces?
    /// Seconds of clock difference that verifiers forgive.
    let leeway: TimeInterval

    /// Carries out a request.
    ///
    /// - Throws: ``OAuthError``, for a token of another client with ``OAuthError/Code/unauthorizedClient``; and the
    ///   storage's errors.
    public func revoke(_ request: OAuthRequest) async throws {
        let caller = try await authenticator.authenticate(request)
        let text = try request.required("token")
        if RefreshTokenCodec.isIntact(text) {
            try await revokeSession(text, for: caller.client)
        } else if let token = try verifier.goodToken(text, at: caller.now) {
            try await revoke(token, for: caller.client)
        }
    }

    private func revokeSession(_ text: String, for client: Client) async throws {
        guard let session = try await sessions.session(presenting: text)?.session else { return }
        try Self.check(session.clientID, is: client)
        do {
            try await ending.end(session.id, of: session.accountID, as: .signedOut)
        } catch AccountError.sessionNotFound {
            // Another request came first, and did the same.
        }
    }

    private func revoke(_ token: AccessToken, for client: Client) async throws {
        try Self.check(token.clientID ?? "", is: client)
        guard let tokenID = token.tokenID else { return }
        let account = UUIDv7(token.subject)
        let session = token.sessionID
        let expiresAt = token.expiresAt + leeway
        let place = try token.statusReference().flatMap { places?.place(of: $0) }
        let revocation = try await storage.transaction { tx in
            try tx.audit.append(AuditEvent(.tokenRevoked, account: account, session: session))
            if let place { try Self.invalidate(place, until: expiresAt, of: session, in: tx) }
            return try tx.revocations.append(.token(named: tokenID), expiresAt: expiresAt)
        }
        ending.remember([revocation])
    }

    /// A place is that of a whole session: what else stands there is good no more for those who go by status lists, until
    /// it is refreshed.
    private static func invalidate(
        _ place: Int64,
        until end: Date,
        of session: UUIDv7?,
        in tx: any AccountTransaction
    ) throws {
        guard var session = try session.flatMap({ try tx.sessions.session($0) }), session.statusPlace == place
        else { return try tx.statuses.invalidate(place, until: end) }
        try session.giveUpStatusPlace(in: tx)
        try tx.sessions.update(session)
    }

    private static func check(_ owner: String, is client: Client) throws(OAuthError) {
        guard owner.utf8.elementsEqual(client.id.description.utf8) else {
            throw OAuthError(.unauthorizedClient, "The token was issued to another client.")
        }
    }
}
