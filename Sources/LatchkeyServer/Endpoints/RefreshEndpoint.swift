import HTTPTypes
import Hummingbird
import LatchkeyAccounts

/// `POST /api/refresh` `{refresh_token}` or the cookie: 200 with the token body.
struct RefreshEndpoint: Sendable {
    let sessions: Sessions
    let cookie: RefreshCookie

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/refresh") { request, context in try await handle(request, context) }
        router.refuseOtherMethods("api/refresh", than: [.post])
    }

    private func handle(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let body = try await RequestBody(request, allowsEmpty: true)
        let client = ClientContext(request, context: context)
        if let token = try body.text("refresh_token") {
            return try await sessions.refresh(token, from: client).response(transport: .json, cookie: cookie)
        }
        guard let token = try cookie.token(in: request) else {
            throw AccountError.invalid(FieldError("refresh_token", .missing))
        }
        return try await sessions.refresh(token, from: client).response(transport: .cookie, cookie: cookie)
    }
}
