import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `/api/invitations`: inviting people, for administrators, and accepting, for those who were invited.
///
/// `POST` `{email, name?, roles?}` with a recent sign-in: 202 with the invitation, and a mail. `GET ?limit=&cursor=` lists those that wait, by
/// address; `DELETE /api/invitations/{id}` takes one back. `…/accept` `{token, password, username?, name?, transport?}`: 201
/// with the token body.
struct InvitationEndpoint: Sendable {
    let invitations: Invitations
    let cookie: RefreshCookie
    let configuration: ServerConfiguration

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.post("api/invitations") { request, context in try await invite(request, context) }
        router.get("api/invitations") { request, context in try await list(request, context) }
        router.delete("api/invitations/{id}") { _, context in try await withdraw(context) }
        router.refuseOtherMethods("api/invitations", than: [.get, .post])
        router.refuseOtherMethods("api/invitations/{id}", than: [.delete])
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
        let invitation = try await administrator.acting {
            try await invitations.invite(
                body.requiredName("email"),
                name: body.text("name"),
                roles: body.texts("roles") ?? [],
                by: administrator.id,
                language: MailLanguage(request.headers, otherwise: configuration.mail.language)
            )
        }
        return try .json(invitation.json, status: .accepted)
    }

    private func list(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        _ = try Administrator(context, fresh: false)
        let asked = try ListQuery(request, cursor: Invitations.Page.address)
        let page = try await invitations.list(after: asked.cursor, limit: asked.limit)
        let items = try page.invitations.map { JSONValue.object(try JSONObject(members: $0.json)) }
        return try .json([("items", .array(items)), ("next_cursor", .text(page.cursor))])
    }

    private func withdraw(_ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        try await administrator.acting { try await invitations.withdraw(id) }
        return .noContent
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

extension Invitations.Page {
    /// Where the next page begins, as a query has it: nobody is to read an address out of a log.
    var cursor: String? { next.map { Base64URL.encode(Array($0.utf8)) } }

    /// The address that a cursor stands for; `nil` for what is none.
    static func address(of cursor: String) -> String? {
        Base64URL.decode(cursor).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension Invitation {
    /// The invitation as administrators see it.
    fileprivate var json: [(name: String, value: JSONValue)] {
        [
            ("id", .string(id.description)),
            ("email", .string(email)),
            ("name", .text(name)),
            ("roles", .array(roles.map { .string($0) })),
            ("invited_by", .text(inviter?.description)),
            ("created_at", .time(createdAt)),
            ("expires_at", .time(expiresAt)),
        ]
    }
}
