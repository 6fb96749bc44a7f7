import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// `POST /api/invitations` `{email, name?, roles?}` with the role `admin` and a recent sign-in: 202 and a mail; `…/accept`
/// `{token, password, username?, name?, transport?}`: 201 with the token body.
struct InvitationEndpoint: Sendable {
    let invitations: Invitations
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/invitations") { request, context in try await invite(request, context) }
        router.refuseOtherMethods("api/invitations", than: [.post])
    }

    /// Routes whose one-time token says it all: an access token that comes along is not looked at.
    func addOpenRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/invitations/accept") { request, context in
            try await accept(request, context)
        }
        router.refuseOtherMethods("api/invitations/accept", than: [.post])
    }

    /// Needs a recent sign-in: an invitation can grant any role.
    private func invite(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let body = try await RequestBody(request)
        try await administrator.acting {
            try await invitations.invite(
                body.requiredName("email"),
                name: body.text("name"),
                roles: body.texts("roles") ?? [],
                by: administrator.id,
                language: MailLanguage(request.headers, otherwise: configuration.mail.language)
            )
        }
        return try Response.accepted
    }

    private func accept(_ request: Request, _ context: some RequestContext) async throws -> Response {
        let body = try await RequestBody(request)
        let transport = try TokenTransport(body)
        if transport == .cookie { try cookie.requireOwnOrigin(of: request) }
        let signIn = try await invitations.accept(
            body.required("token"),
            password: body.text("password") ?? "",
            username: body.text("username")?.trimmedName,
            name: body.text("name"),
            from: cookie.client(of: request, context, transport, body)
        )
        return try signIn.response(status: .created, transport: transport, cookie: cookie)
    }
}
