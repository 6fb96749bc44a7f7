import HTTPTypes
import Hummingbird
import LatchkeyAccounts

/// `POST /api/login` `{login | email | username, password, transport?, device?}`: 200 with the token body.
///
/// An account with a second factor gets 401 `second_factor_required` and a `login_token`.
struct LoginEndpoint: Sendable {
    let login: Login
    let cookie: RefreshCookie

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/login") { request, context in try await handle(request, context) }
        router.refuseOtherMethods("api/login", than: [.post])
    }

    private func handle(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let body = try await RequestBody(request)
        let names = try ["login", "email", "username"].compactMap { try body.text($0) }
        guard let name = names.first, let password = try body.text("password") else {
            throw try Self.missing(names, body)
        }
        let transport = try TokenTransport(body)
        if transport == .cookie { try cookie.requireOwnOrigin(of: request) }
        let signIn = try await login.logIn(
            name.trimmedName,
            password: password,
            from: try cookie.client(of: request, context, transport, body)
        )
        return try signIn.response(transport: transport, cookie: cookie)
    }

    private static func missing(_ names: [String], _ body: RequestBody) throws -> AccountError {
        let fields = try (names.isEmpty ? ["login"] : []) + (body.text("password") == nil ? ["password"] : [])
        return .invalidFields(fields.map { FieldError($0, .missing) })
    }
}
