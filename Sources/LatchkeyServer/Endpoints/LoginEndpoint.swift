import HTTPTypes
import Hummingbird
import LatchkeyAccounts

/// `POST /api/login` `{login | email | username, password, transport?}`: 200 with the token body.
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
        guard let name = names.first else { throw AccountError.invalid(FieldError("login", .missing)) }
        let password = try body.requiredText("password")
        let transport = try TokenTransport(body)
        if transport == .cookie { try cookie.requireOwnOrigin(of: request) }
        let signIn = try await login.logIn(
            name,
            password: password,
            from: ClientContext(request, context: context)
        )
        return try signIn.response(transport: transport, cookie: cookie)
    }
}
