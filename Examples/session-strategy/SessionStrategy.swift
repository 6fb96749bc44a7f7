// The same routes over tokens that carry everything, or over sessions that the server keeps: one argument differs.
//
//   swift run --package-path Examples session-strategy jwt        # or: session
//   curl -X POST http://127.0.0.1:8086/login                      # the text to send back
//   curl http://127.0.0.1:8086/notes -H "Authorization: Bearer $TOKEN"
//   curl -X POST http://127.0.0.1:8086/logout -H "Authorization: Bearer $TOKEN"

import Foundation
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

@main
struct SessionStrategy {
    static func main() async throws {
        let keeps = CommandLine.arguments.dropFirst().first == "session"
        let router = router(keeps ? .sessions() : try .tokens())
        let address = BindAddress.hostname("127.0.0.1", port: 8086)
        try await Application(router: router, configuration: .init(address: address)).runService()
    }
}

/// Where a sign-in is kept: the strategy that reads it, and how it starts and ends.
struct SignIns: Sendable {
    let strategy: any TokenStrategy
    let start: @Sendable (TokenGrant) async throws -> String
    let end: @Sendable (AccessToken) async throws -> Void

    /// In the token itself; ending one takes a list of what was revoked.
    static func tokens() throws -> SignIns {
        let (key, name, revocations) = (try JWK.generate(.es256), "session-strategy", RevocationList())
        let tokenIssuer = try TokenIssuer(key: key, issuer: name, audience: [name])
        return SignIns(
            strategy: TokenVerifier(
                keys: FixedKeys(JWKSet([key])),
                issuer: name,
                audience: name,
                revocations: revocations
            ),
            start: { try tokenIssuer.issue($0, at: .now).token },
            end: { try revocations.revoke($0, at: .now) }
        )
    }

    /// On the server; the text is a random name, and ending a session is forgetting it.
    static func sessions() -> SignIns {
        let sessions = OpaqueSessions(storage: MemoryOpaqueSessions())
        return SignIns(
            strategy: sessions,
            start: { try await sessions.start($0, at: .now).token },
            end: { if let id = $0.sessionID { try await sessions.end(id, of: $0.subject) } }
        )
    }
}

func router(_ signIns: SignIns) -> Router<BasicTokenRequestContext> {
    let router = Router(context: BasicTokenRequestContext.self)
    router.add(middleware: TokenAuthenticator(signIns.strategy))

    router.post("login") { _, _ in
        // bearer-api shows how a password is checked.
        try await signIns.start(TokenGrant(subject: "ada", authenticatedAt: .now, scope: "notes:read"))
    }
    router.group("notes")
        .add(middleware: RequireToken(.scope("notes:read") && .fresh))
        .get { _, context in "Notes of \(try context.requireToken().subject)" }
    router.post("logout") { _, context in
        try await signIns.end(context.requireToken())
        return HTTPResponse.Status.noContent
    }
    return router
}
