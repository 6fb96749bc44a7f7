import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens

/// `/api/clients`: registering, changing and deleting OAuth clients, for administrators.
///
/// A secret is in the answer that makes it, and nowhere else ever. Whatever changes something needs a recent sign-in.
struct ClientsEndpoint: Sendable {
    /// The longest time in seconds for which two secrets are good.
    private static let longestOverlap: Int64 = 30 * 86_400

    let clients: Clients

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/clients") { request, context in try await list(request, context) }
        router.post("api/clients") { request, context in try await add(request, context) }
        router.get("api/clients/{id}") { _, context in try await show(context) }
        router.patch("api/clients/{id}") { request, context in try await change(request, context) }
        router.delete("api/clients/{id}") { _, context in try await delete(context) }
        router.post("api/clients/{id}/rotate-secret") { request, context in
            try await rotate(request, context)
        }
        router.refuseOtherMethods("api/clients", than: [.get, .post])
        router.refuseOtherMethods("api/clients/{id}", than: [.get, .patch, .delete])
        router.refuseOtherMethods("api/clients/{id}/rotate-secret", than: [.post])
    }

    private func list(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        _ = try Administrator(context, fresh: false)
        let asked = try ListPage(request)
        // One more than asked for tells whether there is a next page.
        let found = try await clients.list(after: asked.cursor, limit: asked.limit + 1)
        let page = found.prefix(asked.limit)
        let next = found.count > page.count ? page.last?.id.description : nil
        let items = try page.map { JSONValue.object(try JSONObject(members: $0.json())) }
        return try .json([("items", .array(items)), ("next_cursor", .text(next))])
    }

    private func add(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let body = try await RequestBody(request)
        let word = try body.text("authentication") ?? ClientAuthenticationMethod.secret.rawValue
        guard let authentication = ClientAuthenticationMethod(rawValue: word) else {
            throw AccountError.invalid(FieldError("authentication", .invalidFormat))
        }
        let settings = try ClientSettings(body)
        let issued = try await administrator.acting {
            try await clients.add(settings, authentication: authentication)
        }
        return try .json(issued.json(), status: .created)
    }

    private func show(_ context: some TokenRequestContext) async throws -> Response {
        _ = try Administrator(context, fresh: false)
        return try .json(await clients.client(context.pathID()).json())
    }

    private func change(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        let settings = try ClientSettings(try await RequestBody(request))
        let client = try await administrator.acting { try await clients.change(id, to: settings) }
        return try .json(client.json())
    }

    private func delete(_ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        try await administrator.acting { try await clients.delete(id) }
        return .noContent
    }

    private func rotate(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        let administrator = try Administrator(context, fresh: true)
        let id = try context.pathID()
        let body = try await RequestBody(request, allowsEmpty: true)
        let overlap = try body.integer("overlap") ?? Int64(Clients.standardOverlap)
        guard (0...Self.longestOverlap).contains(overlap) else {
            throw AccountError.invalid(FieldError("overlap", .invalidFormat))
        }
        let issued = try await administrator.acting {
            try await clients.rotateSecret(of: id, overlap: Double(overlap))
        }
        return try .json(issued.json())
    }
}

extension ClientSettings {
    /// Reads the fields of a body.
    fileprivate init(_ body: RequestBody) throws {
        let grants = try body.texts("grant_types")?.map { word in
            guard let grant = GrantType(rawValue: word) else {
                throw AccountError.invalid(FieldError("grant_types", .invalidFormat))
            }
            return grant
        }
        self.init(
            name: try body.text("name"),
            grants: grants.map { Set($0) },
            scope: try body.text("scope").map { Scope($0) },
            audience: try body.texts("audience"),
            keys: try body.object("jwks")?.json()
        )
    }
}

extension Client {
    /// The client as administrators see it.
    fileprivate func json() -> [(name: String, value: JSONValue)] {
        let grants = GrantType.allCases.filter(self.grants.contains)
        var members: [(name: String, value: JSONValue)] = [
            ("id", .string(id.description)),
            ("name", .string(name)),
            ("authentication", .string(authentication.rawValue)),
            ("grant_types", .array(grants.map { .string($0.rawValue) })),
            ("scope", .string(scope.description)),
            ("audience", .array(audience.map { .string($0) })),
            ("created_at", .time(createdAt)),
            ("last_used_at", lastUsedAt.map { .time($0) } ?? .null),
        ]
        if let end = secrets?.previousEndsAt { members.append(("previous_secret_ends_at", .time(end))) }
        if let keys = keys.flatMap({ try? JSONObject(json: $0) }) { members.append(("jwks", .object(keys))) }
        return members
    }
}

extension Clients.Issued {
    /// The client with its new secret.
    fileprivate func json() -> [(name: String, value: JSONValue)] {
        client.json() + (secret.map { [("client_secret", .string($0))] } ?? [])
    }
}
