import HTTPTypes
import Hummingbird
import LatchkeyAccounts

/// `POST /api/login/second-factor` `{login_token, code, transport?}`: 200 with the token body.
///
/// The code is that of an application, or a recovery code.
struct SecondFactorEndpoint: Sendable {
    let secondFactor: SecondFactorLogin
    let cookie: RefreshCookie

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/login/second-factor") { request, context in try await handle(request, context) }
        router.refuseOtherMethods("api/login/second-factor", than: [.post])
    }

    private func handle(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let body = try await RequestBody(request)
        let missing = try ["login_token", "code"].filter { try (body.text($0) ?? "").isEmpty }
        guard missing.isEmpty else {
            throw AccountError.invalidFields(missing.map { FieldError($0, .missing) })
        }
        let transport = try TokenTransport(body)
        if transport == .cookie { try cookie.requireOwnOrigin(of: request) }
        let (loginToken, code) = (try body.required("login_token"), try body.required("code"))
        let client = try cookie.client(of: request, context, transport, body)
        let signIn = try await InvalidCredentials.described(as: "The code is wrong, or was used already.") {
            try await secondFactor.confirm(loginToken, code: code, from: client)
        }
        return try signIn.response(transport: transport, cookie: cookie)
    }
}
