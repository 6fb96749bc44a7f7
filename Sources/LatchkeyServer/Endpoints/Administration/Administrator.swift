import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// Who administers, taken from a token that shows it.
struct Administrator: Sendable {
    /// The administrator's account; `nil` where a client acts for nobody.
    let id: UUIDv7?
    private let actor: AuditActor

    /// Demands the role, and a recent sign-in besides for whatever changes something or hands out personal data.
    ///
    /// A token that an OAuth client was given does not administer, whoever it speaks for: no scope grants that, so the
    /// person who let the client in never agreed to it.
    ///
    /// - Throws: a 401 or 403 problem.
    init(_ context: some TokenRequestContext, fresh: Bool) throws {
        let isAdministrator = TokenRequirement.role(AccountAdministration.role)
        let token = try context.require(fresh ? isAdministrator && .fresh : isAdministrator)
        guard token.isOwn else {
            throw Problem(.accessDenied, detail: "Tokens of clients do not administer.")
        }
        guard let id = UUIDv7(token.subject) else { throw Problem(TokenError(.invalid)) }
        self.id = id
        actor = .account(id)
    }

    /// Does something that the audit log records as this administrator's deed.
    func acting<Result>(_ deed: () async throws -> Result) async throws -> Result {
        try await AuditActor.$current.withValue(actor) { try await deed() }
    }
}

extension AccessToken {
    /// Whether the server issued the token to the person, at its own login, and not to an OAuth client.
    var isOwn: Bool { clientID.map { $0.utf8.elementsEqual(TokenGrant.ownClientID.utf8) } ?? false }

    /// Whether an OAuth client got the token for itself (RFC 9068 §2.2: it is the subject then), and nobody has a say.
    var isOfClientAlone: Bool { clientID.map { $0.utf8.elementsEqual(subject.utf8) } ?? false }
}

extension TokenRequestContext {
    /// The identifier in the path.
    ///
    /// - Throws: 404 for anything that is none.
    func pathID(_ name: String = "id") throws -> UUIDv7 {
        guard let id = parameters.get(name).flatMap({ UUIDv7($0) }) else { throw Problem(.notFound) }
        return id
    }
}
