import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `GET /api/me/sessions?limit=&cursor=` and `DELETE /api/me/sessions/{id}`: the devices of whoever asks.
///
/// A page has 100 sessions unless a smaller `limit` is asked for; `next_cursor` leads to the next, `null` ends the list.
struct MySessionsEndpoint: Sendable {
    let sessions: Sessions
    let ending: SessionEnding

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/me/sessions") { request, context in try await list(request, context) }
        router.delete("api/me/sessions/{id}") { _, context in try await end(context) }
        router.refuseOtherMethods("api/me/sessions", than: [.get])
        router.refuseOtherMethods("api/me/sessions/{id}", than: [.delete])
    }

    private func list(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let account = try context.requireAccountHolder()
        let token = try context.requireToken()
        let asked = try ListPage(request)
        do {
            let page = try await sessions.page(
                of: account,
                after: asked.cursor,
                limit: asked.limit
            )
            let items = try page.sessions.map { try $0.json(current: $0.id == token.sessionID) }
            return try .json([
                ("items", .array(items)), ("next_cursor", .text(page.next?.description)),
            ])
        } catch AccountError.sessionNotFound {
            throw AccountError.invalid(FieldError("cursor", .invalidFormat))
        }
    }

    private func end(_ context: some TokenRequestContext) async throws -> Response {
        let account = try context.requireAccount()
        let token = try context.requireToken()
        let id = context.parameters.get("id").flatMap { UUIDv7($0) }
        // Whoever has come in may leave again.
        if id == nil || id != token.sessionID { _ = try context.requireAccountHolder() }
        guard let id else { throw Problem(.notFound) }
        try await ending.end(id, of: account, as: id == token.sessionID ? .signedOut : .revoked)
        return .noContent
    }
}
