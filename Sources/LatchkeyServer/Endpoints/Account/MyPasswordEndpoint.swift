import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird

/// `POST /api/me/password` `{current_password?, new_password, transport?}`: 200 with the token body.
///
/// Needs a fresh sign-in. The session goes on with these tokens; every other session has ended.
struct MyPasswordEndpoint: Sendable {
    let passwordChange: PasswordChange
    let cookie: RefreshCookie

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/me/password") { request, context in try await handle(request, context) }
        router.refuseOtherMethods("api/me/password", than: [.post])
    }

    private func handle(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let account = try context.requireAccountHolder()
        try context.require(.fresh)
        let session = try context.requireSession()
        let client = cookie.client(of: request, context)
        let body = try await RequestBody(request)
        let transport = try TokenTransport(body)
        if transport == .cookie { try cookie.requireOwnOrigin(of: request) }
        let (current, new) = (try body.text("current_password"), try body.required("new_password"))
        let signIn = try await InvalidCredentials.described(as: "The current password is wrong.") {
            try await passwordChange.change(of: account, in: session, from: current, to: new, by: client)
        }
        return try signIn.response(transport: transport, cookie: cookie)
    }
}
