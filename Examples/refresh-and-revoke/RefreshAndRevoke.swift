// Short access tokens, refresh tokens that buy new ones, and logging out here or everywhere: no database.
//
//   swift run --package-path Examples refresh-and-revoke
//   curl -X POST http://127.0.0.1:8085/login                       # access_token and refresh_token
//   curl http://127.0.0.1:8085/refresh -H 'content-type: application/json' -d "{\"refresh_token\":\"$REFRESH_TOKEN\"}"
//   curl -X POST http://127.0.0.1:8085/logout -H "Authorization: Bearer $ACCESS_TOKEN"
//   curl -X POST http://127.0.0.1:8085/logout-everywhere -H "Authorization: Bearer $ACCESS_TOKEN"

import Foundation
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

@main
struct RefreshAndRevoke {
    static func main() async throws {
        let address = BindAddress.hostname("127.0.0.1", port: 8085)
        try await Application(router: router(), configuration: .init(address: address)).runService()
    }
}

struct LoginAnswer: ResponseEncodable {
    let access_token: String
    let refresh_token: String
}

/// The account as it is now: a refresh reads it again.
struct Account: Sendable {
    var isOpen = true
    var roles = ["reader"]
}

/// What all routes share: who signs, which tokens count, and what was taken back.
struct Authority: Sendable {
    static let refreshLifetime = 30 * 86_400.0
    private static let name = "refresh-and-revoke"
    let tokenIssuer: TokenIssuer
    let revocations = RevocationList()
    private let keys: FixedKeys

    init() throws {
        let key = try JWK.generate(.es256)
        keys = FixedKeys(JWKSet([key]))
        tokenIssuer = try TokenIssuer(key: key, issuer: Self.name, audience: [Self.name])
    }

    /// A verifier for one kind: a refresh token opens no route but its own.
    func verifier(_ kind: TokenKind) -> TokenVerifier {
        TokenVerifier(
            keys: keys,
            issuer: Self.name,
            audience: Self.name,
            kinds: [kind],
            revocations: revocations
        )
    }
}

func router(
    find: @escaping @Sendable (String) async throws -> Account? = { _ in Account() },
    now: @escaping @Sendable () -> Date = { Date() }
) throws -> Router<BasicTokenRequestContext> {
    let (authority, lifetime) = (try Authority(), Authority.refreshLifetime)
    let router = Router(context: BasicTokenRequestContext.self)
    router.post("login") { _, _ in
        // bearer-api shows how a password is checked.
        let grant = TokenGrant(subject: "ada", authenticatedAt: now(), roles: ["reader"])
        let pair = try authority.tokenIssuer.issuePair(grant, refreshLifetime: lifetime, at: now())
        return LoginAnswer(access_token: pair.access.token, refresh_token: pair.refresh.token)
    }
    let refresh = TokenRefresh(authority.tokenIssuer, now: now) { token, grant in
        guard let account = try await find(token.subject), account.isOpen else { return nil }
        var grant = grant
        grant.roles = account.roles
        return grant
    }
    let refreshTokens = authority.verifier(.refresh)
    router.group("refresh")
        .add(middleware: TokenAuthenticator(refreshTokens, locations: [.json("refresh_token")], now: now))
        .post(use: refresh.answer)
    let routes = router.group()
        .add(middleware: TokenAuthenticator(authority.verifier(.access), now: now))
        .add(middleware: RequireToken(now: now))
    routes.get("me") { _, context in try context.requireToken().roles.joined(separator: ", ") }
    routes.post("logout") { _, context in
        // The session, not the token: the refresh token and all that it bought go with it.
        let session = try context.requireToken().session ?? ""
        authority.revocations.revoke(session: session, at: now())
        return HTTPResponse.Status.noContent
    }
    routes.post("logout-everywhere") { _, context in
        let subject = try context.requireToken().subject
        authority.revocations.revoke(account: subject, at: now())
        return HTTPResponse.Status.noContent
    }
    return router
}
