import FoundationEssentials
import LatchkeyAccounts
public import LatchkeyJOSE
import LatchkeyTokens

/// Tells a client about a token that is presented to it (RFC 7662).
///
/// Only a client that authenticates is told anything, of access tokens only about those that are for an audience of its
/// own or were issued to it, of refresh tokens only about its own. About every other token, and every text that is none,
/// it learns that it is not active, and nothing else.
public struct TokenIntrospection: Sendable {
    let authenticator: ClientAuthenticator
    let storage: any OAuthStorage
    let sessions: Sessions
    let verifier: TokenVerifier
    let issuer: String
    let issuerAudience: [String]

    /// Answers a request.
    ///
    /// - Returns: the members of the answer.
    /// - Throws: ``OAuthError``, and the storage's errors.
    public func introspect(_ request: OAuthRequest) async throws -> [(name: String, value: JSONValue)] {
        let caller = try await authenticator.authenticate(request)
        guard caller.isConfidential else {
            throw OAuthError(.unauthorizedClient, "A client that keeps no secret is told nothing.")
        }
        let text = try request.required("token")
        if RefreshTokenCodec.isIntact(text) {
            return try await refreshToken(text, for: caller) ?? Self.inactive
        }
        return try accessToken(text, for: caller) ?? Self.inactive
    }

    private static let inactive: [(name: String, value: JSONValue)] = [("active", .bool(false))]

    private func accessToken(
        _ text: String,
        for caller: AuthenticatedClient
    ) throws(OAuthError) -> [(name: String, value: JSONValue)]? {
        guard let token = try verifier.goodToken(text, at: caller.now), concerns(caller.client, token) else {
            return nil
        }
        return [("active", .bool(true)), ("token_type", .string("Bearer"))]
            + token.payload.members.filter { !["active", "token_type"].contains($0.name) }
    }

    private func concerns(_ client: Client, _ token: AccessToken) -> Bool {
        if token.clientID?.utf8.elementsEqual(client.id.description.utf8) == true { return true }
        let own = Set((client.audience.isEmpty ? issuerAudience : client.audience).map { ExactText($0) })
        return token.audience.contains { own.contains(ExactText($0)) }
    }

    private func refreshToken(
        _ text: String,
        for caller: AuthenticatedClient
    ) async throws -> [(name: String, value: JSONValue)]? {
        guard let found = try await sessions.session(presenting: text), found.isCurrent,
            found.session.clientID.utf8.elementsEqual(caller.client.id.description.utf8)
        else { return nil }
        let session = found.session
        let account = try await storage.read { try $0.accounts.account(session.accountID) }
        guard let account, !account.isLocked, account.epoch == session.accountEpoch else { return nil }
        let end = min(session.expiresAt, session.idleExpiresAt)
        return [
            ("active", .bool(true)),
            ("iss", .string(issuer)),
            ("sub", .string(account.id.description)),
            ("client_id", .string(session.clientID)),
            ("sid", .string(session.id.description)),
            ("scope", .string(session.scope.description)),
            ("iat", .integer(Int64(session.rotatedAt.timeIntervalSince1970))),
            ("exp", .integer(Int64(end.timeIntervalSince1970))),
        ]
    }
}

extension TokenVerifier {
    /// The token; `nil` for one that is not good.
    ///
    /// - Throws: ``OAuthError/Code/temporarilyUnavailable`` when nobody can say.
    func goodToken(_ text: String, at now: Date) throws(OAuthError) -> AccessToken? {
        do throws(TokenError) {
            return try verify(text, at: now)
        } catch {
            guard error.code == .unavailable else { return nil }
            throw OAuthError(
                .temporarilyUnavailable,
                "The server cannot tell now whether the token was taken back.",
                retryAfter: 1
            )
        }
    }
}

extension AccessToken {
    /// Whom the token is for (`aud`), be it one or several.
    var audience: [String] {
        if let one = try? payload.string("aud") { return [one] }
        return ((try? payload.strings("aud")) ?? nil) ?? []
    }
}
