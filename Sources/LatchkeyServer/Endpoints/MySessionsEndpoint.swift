import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `GET /api/me/sessions` and `DELETE /api/me/sessions/{id}`: the devices of whoever asks.
struct MySessionsEndpoint: Sendable {
    let sessions: Sessions
    let ending: SessionEnding

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/me/sessions") { _, context in try await list(context) }
        router.delete("api/me/sessions/{id}") { _, context in try await end(context) }
        router.refuseOtherMethods("api/me/sessions", than: [.get])
        router.refuseOtherMethods("api/me/sessions/{id}", than: [.delete])
    }

    private func list(_ context: some TokenRequestContext) async throws -> Response {
        let token = try context.requireToken()
        let live = try await sessions.list(of: try Self.account(of: token))
        return try .json([("items", .array(try live.map { try $0.json(current: $0.id == token.sessionID) }))])
    }

    private func end(_ context: some TokenRequestContext) async throws -> Response {
        let token = try context.requireToken()
        let account = try Self.account(of: token)
        guard let id = context.parameters.get("id").flatMap({ UUIDv7($0) }) else { throw Problem(.notFound) }
        try await ending.end(id, of: account, as: id == token.sessionID ? .signedOut : .revoked)
        return .noContent
    }

    private static func account(of token: AccessToken) throws -> UUIDv7 {
        guard let account = UUIDv7(token.subject) else { throw Problem(TokenError(.invalid)) }
        return account
    }
}
