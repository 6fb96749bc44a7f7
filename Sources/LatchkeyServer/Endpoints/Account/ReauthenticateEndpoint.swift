import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `POST /api/me/reauthenticate` `{password?, code?}`: a new access token of the same session with `auth_time` now.
struct ReauthenticateEndpoint: Sendable {
    let reauthentication: Reauthentication
    let cookie: RefreshCookie

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/me/reauthenticate") { request, context in try await handle(request, context) }
        router.refuseOtherMethods("api/me/reauthenticate", than: [.post])
    }

    private func handle(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let (account, session) = (try context.requireAccount(), try context.requireSession())
        let client = cookie.client(of: request, context)
        let body = try await RequestBody(request)
        let (password, code) = (try body.text("password"), try body.text("code"))
        // Not which of them: whoever holds a token alone has no business to learn that the password was right.
        let renewed = try await InvalidCredentials.described(as: "The password or the code is wrong.") {
            try await reauthentication.prove(
                session,
                of: account,
                password: password,
                code: code,
                from: client
            )
        }
        return try .json([
            ("access_token", .string(renewed.accessToken.token)),
            ("token_type", .string("Bearer")),
            ("expires_in", .integer(Int64(renewed.accessToken.expiresIn))),
        ])
    }
}
