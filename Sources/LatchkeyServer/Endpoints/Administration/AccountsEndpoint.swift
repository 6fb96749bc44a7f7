import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `/api/accounts`: finding, making, changing, signing out and deleting accounts, for administrators.
///
/// A list has 100 accounts a page unless a smaller `limit` is asked for; `search` finds a piece of a name or address.
/// Whatever changes something needs a recent sign-in.
struct AccountsEndpoint: Sendable {
    /// Members of the account object that nobody sets.
    private static let readOnly = ["id", "epoch", "created_at", "locked_at", "email_verified"]

    let accounts: Accounts
    let administration: AccountAdministration
    let personalData: PersonalDataExport
    let sessions: Sessions
    let ending: SessionEnding

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/accounts") { request, context in try await list(request, context) }
        router.post("api/accounts") { request, context in try await create(request, context) }
        router.get("api/accounts/{id}") { _, context in try await show(context) }
        router.patch("api/accounts/{id}") { request, context in try await change(request, context) }
        router.delete("api/accounts/{id}") { _, context in try await delete(context) }
        router.post("api/accounts/{id}/revoke") { _, context in try await revoke(context) }
        router.get("api/accounts/{id}/export") { _, context in try await export(context) }
        router.get("api/accounts/{id}/sessions") { request, context in
            try await list(sessions, request, context)
        }
        router.delete("api/accounts/{id}/sessions/{session}") { _, context in try await end(context) }
        router.refuseOtherMethods("api/accounts", than: [.get, .post])
        router.refuseOtherMethods("api/accounts/{id}", than: [.get, .patch, .delete])
        router.refuseOtherMethods("api/accounts/{id}/revoke", than: [.post])
        router.refuseOtherMethods("api/accounts/{id}/export", than: [.get])
        router.refuseOtherMethods("api/accounts/{id}/sessions", than: [.get])
        router.refuseOtherMethods("api/accounts/{id}/sessions/{session}", than: [.delete])
    }

    private func list(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        _ = try Administrator(context, fresh: false)
        let asked = try ListQuery<UUIDv7>(request)
        // One more than asked for tells whether there is a next page.
        let found = try await accounts.list(
            after: asked.cursor,
            limit: asked.limit + 1,
            matching: try asked.field("search", longest: 254)
        )
        let page = found.prefix(asked.limit)
        let next = found.count > page.count ? page.last?.id.description : nil
        let items = try page.map { JSONValue.object(try JSONObject(members: $0.administratorJSON)) }
        return try .json([("items", .array(items)), ("next_cursor", .text(next))])
    }

    private func create(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let body = try await RequestBody(request)
        try body.refuseReadOnly(Self.readOnly)
        let isLocked = try body.flag("locked") ?? false
        let new = NewAccount(
            email: try body.text("email"),
            username: try body.text("username"),
            name: try body.text("name"),
            password: try body.text("password") ?? "",
            roles: try body.texts("roles") ?? []
        )
        let account = try await administrator.acting {
            try await administration.create(new, isLocked: isLocked)
        }
        return try .json(account.administratorJSON, status: .created)
    }

    private func show(_ context: some TokenRequestContext) async throws -> Response {
        _ = try Administrator(context, fresh: false)
        guard let account = try await accounts.account(context.pathID()) else { throw Problem(.notFound) }
        return try .json(account.administratorJSON)
    }

    private func change(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        let body = try await RequestBody(request)
        try body.refuseReadOnly(Self.readOnly)
        var change = AccountChange()
        if body.member("name") != nil { change.name = .some(try body.text("name")) }
        if body.member("username") != nil { change.username = .some(try body.text("username")) }
        if body.member("email") != nil { change.email = .some(try body.text("email")) }
        change.roles = try body.texts("roles")
        change.isLocked = try body.flag("locked")
        let account = try await administrator.acting { [change] in
            try await administration.change(id, change, by: administrator.id)
        }
        return try .json(account.administratorJSON)
    }

    private func delete(_ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        try await administrator.acting { try await administration.delete(id, by: administrator.id) }
        return .noContent
    }

    private func revoke(_ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        let count = try await administrator.acting { try await ending.endAll(of: id, as: .revoked) }
        return try .json([("revoked", .integer(Int64(count)))])
    }

    /// Personal data of somebody else: as much a matter of a recent sign-in as a change.
    private func export(_ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        let data = try await administrator.acting { try await personalData.data(of: id) }
        var response = try Response.json(try data.json().members)
        response.headers[.contentDisposition] = "attachment; filename=\"latchkey-account.json\""
        return response
    }

    private func list(
        _ sessions: Sessions,
        _ request: Request,
        _ context: some TokenRequestContext
    ) async throws -> Response {
        _ = try Administrator(context, fresh: false)
        let id = try context.pathID()
        guard try await accounts.account(id) != nil else { throw Problem(.notFound) }
        let asked = try ListQuery<UUIDv7>(request)
        do {
            let page = try await sessions.page(of: id, after: asked.cursor, limit: asked.limit)
            let items = try page.sessions.map { try $0.json(current: false) }
            return try .json([
                ("items", .array(items)), ("next_cursor", .text(page.next?.description)),
            ])
        } catch AccountError.sessionNotFound {
            throw AccountError.invalid(FieldError("cursor", .invalidFormat))
        }
    }

    private func end(_ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let (id, session) = (try context.pathID(), try context.pathID("session"))
        try await administrator.acting { try await ending.end(session, of: id, as: .revoked) }
        return .noContent
    }
}

extension Account {
    /// The account as an administrator sees it.
    var administratorJSON: [(name: String, value: JSONValue)] {
        json + [("locked", .bool(isLocked)), ("locked_at", lockedAt.map { .time($0) } ?? .null)]
    }
}
