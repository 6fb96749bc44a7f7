import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// `GET PATCH DELETE /api/me`: the account of whoever asks.
///
/// `PATCH {name?, username?}` changes what is named, `null` takes it away. A new e-mail address is no matter of
/// `PATCH`: it has to be confirmed first. `DELETE` needs a fresh sign-in. Tokens of OAuth clients read, and no more, unless they
/// have the scope ``Scope/ownAccount``.
struct MeEndpoint: Sendable {
    /// Members of the account object that nobody sets of their own account.
    private static let readOnly = ["id", "email", "email_verified", "roles", "created_at"]

    let accounts: Accounts
    let cookie: RefreshCookie

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/me") { _, context in try await show(context) }
        router.patch("api/me") { request, context in try await change(request, context) }
        router.delete("api/me") { request, context in try await delete(request, context) }
        router.refuseOtherMethods("api/me", than: [.get, .patch, .delete])
    }

    private func show(_ context: some TokenRequestContext) async throws -> Response {
        guard let account = try await accounts.account(context.requireAccount()), !account.isLocked else {
            throw Problem(TokenError(.revoked))
        }
        return try .json(account.json)
    }

    private func change(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let id = try context.requireAccountHolder()
        let body = try await RequestBody(request)
        let address = "An e-mail address is changed by POST /api/me/email, and by confirming the new one."
        try body.refuseReadOnly(Self.readOnly, detail: body.member("email") == nil ? nil : address)
        var changes = AccountChanges()
        if body.member("name") != nil { changes.name = .some(try body.text("name")) }
        if body.member("username") != nil { changes.username = .some(try body.text("username")?.trimmedName) }
        return try .json(try await accounts.change(id, changes).json)
    }

    private func delete(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let account = try context.requireAccountHolder()
        try context.require(.fresh)
        try await accounts.delete(account)
        var response = Response.noContent
        if cookie.isPresent(in: request) { cookie.clear(on: &response) }
        return response
    }
}

extension TokenRequestContext {
    /// The account whose access token came with the request.
    ///
    /// Ask for it before anything else of the token: what it is for comes before how fresh it is.
    ///
    /// - Throws: 401 without a token, and for one that speaks for nobody; 403 for one that a client got for itself.
    func requireAccount() throws -> UUIDv7 {
        let token = try requireToken()
        guard !token.isOfClientAlone else {
            throw Problem(.accessDenied, detail: "The access token speaks for a client, not for an account.")
        }
        guard let account = UUIDv7(token.subject) else { throw Problem(TokenError(.invalid)) }
        return account
    }

    /// The session whose access token came with the request.
    ///
    /// - Throws: 401 without a token, and for one that belongs to no session.
    func requireSession() throws -> UUIDv7 {
        guard let session = try requireToken().sessionID else { throw Problem(TokenError(.invalid)) }
        return session
    }
}
