import HTTPTypes
import Hummingbird
import LatchkeyAccounts

/// `POST /api/password-reset` `{email | login}`: 202 for known and unknown names alike; `…/confirm`
/// `{token, password}`: 204, every session ended, nobody signed in.
struct PasswordResetEndpoint: Sendable {
    let reset: PasswordReset
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/password-reset") { request, context in
            let login = try await RequestBody(request).requiredName("email", "login", "username")
            let asked = MailRequest(request, context: context, configuration: configuration)
            try await reset.request(login, asked)
            return try Response.accepted
        }
        router.post("api/password-reset/confirm") { request, context in
            let body = try await RequestBody(request)
            try await reset.confirm(
                body.required("token"),
                newPassword: body.text("password") ?? "",
                from: cookie.client(of: request, context)
            )
            return Response.noContent
        }
        router.refuseOtherMethods("api/password-reset", than: [.post])
        router.refuseOtherMethods("api/password-reset/confirm", than: [.post])
    }
}
