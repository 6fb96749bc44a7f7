import LatchkeyAccounts
import LatchkeyTokens

/// `grant_type=client_credentials`: a token of the client's own, with nobody signed in (RFC 6749 §4.4).
///
/// Its `sub` is the client's identifier (RFC 9068 §2.2), which no account ever has. There is no refresh token: the client
/// comes again.
struct ClientCredentialsGrant: Grant {
    let type = GrantType.clientCredentials
    let storage: any OAuthStorage
    let issuer: TokenIssuer
    let places: StatusPlaces?

    func prove(_ request: OAuthRequest, by client: Client) throws -> GrantProof {
        guard client.authentication != .none else {
            throw OAuthError(.unauthorizedClient, "A client that keeps no secret has no tokens of its own.")
        }
        return GrantProof(of: client) { context in .token(try await issue(to: client, context)) }
    }

    private func issue(to client: Client, _ context: ClientContext) async throws -> IssuedToken {
        let (now, place) = try await storage.oauthTransaction { tx in
            guard try tx.clients.client(client.id) != nil else {
                throw OAuthError.invalidClient(cause: "deleted meanwhile")
            }
            try tx.audit.append(AuditEvent(.clientTokenIssued, reason: client.id.description))
            return (tx.now, try places?.place(of: client.id, in: tx))
        }
        return try issuer.issue(
            TokenGrant(
                subject: client.id.description,
                clientID: client.id.description,
                audience: context.rights?.audience,
                scope: context.rights?.scope ?? Scope([]),
                status: places.flatMap { places in place.map(places.reference) }
            ),
            at: now
        )
    }
}
