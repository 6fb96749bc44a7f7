import LatchkeyAccounts
import LatchkeyTokens

/// `grant_type=refresh_token`: a refresh token of a session that the same client has begun (RFC 6749 §6).
///
/// The scope can only shrink, and only for the one access token: the session keeps what it was granted.
struct RefreshTokenGrant: Grant {
    let type = GrantType.refreshToken
    let sessions: Sessions

    func prove(_ request: OAuthRequest, by client: Client) async throws -> GrantProof {
        let text = try request.required("refresh_token")
        guard let session = try await sessions.session(presenting: text)?.session,
            session.clientID.utf8.elementsEqual(client.id.description.utf8)
        else {
            throw OAuthError(.invalidGrant, TokenExchange.refusal, cause: "no live session of the client")
        }
        return GrantProof(
            // The client may have been allowed less since.
            scope: Scope(session.scope.tokens.filter(client.scope.contains)),
            audience: try Self.audience(of: session, client)
        ) { context in
            .signIn(try await sessions.refresh(text, from: context))
        }
    }

    private static func audience(of session: Session, _ client: Client) throws(OAuthError) -> [String]? {
        guard let granted = session.audience else { return client.audience.isEmpty ? nil : client.audience }
        let left = granted.filter { audience in
            client.audience.contains { $0.utf8.elementsEqual(audience.utf8) }
        }
        guard !left.isEmpty else {
            throw OAuthError(.invalidGrant, TokenExchange.refusal, cause: "audience withdrawn")
        }
        return left
    }
}
