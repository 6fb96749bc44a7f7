public import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// An invitation that waits to be accepted, without its token, which nobody keeps.
public struct Invitation: Sendable, Equatable, Identifiable {
    /// The identifier.
    public let id: UUIDv7
    /// Whom it was sent to.
    public let email: String
    /// How the person is to be called.
    public let name: String?
    /// What the account will be granted.
    public let roles: [String]
    /// The account that invited; `nil` for whoever runs the server.
    public let inviter: UUIDv7?
    /// When it was sent.
    public let createdAt: Date
    /// From this moment on it is void.
    public let expiresAt: Date

    init(
        id: UUIDv7,
        email: String,
        name: String?,
        roles: [String],
        inviter: UUIDv7?,
        createdAt: Date,
        expiresAt: Date
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.roles = roles
        self.inviter = inviter
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// What a token of an invitation stands for.
    ///
    /// - Throws: `OneTimeTokenError.unknownOrSpent` for a token that stands for none.
    init(_ token: OneTimeToken) throws {
        guard let email = try? token.claims.string("email"),
            let id = (try? token.claims.string("id")).flatMap({ UUIDv7($0) })
        else { throw OneTimeTokenError.unknownOrSpent }
        let inviter = try token.claims.string("inviter")
        self.init(
            id: id,
            email: email,
            name: try token.claims.string("name"),
            roles: try token.claims.strings("roles") ?? [],
            inviter: inviter.flatMap { UUIDv7($0) },
            createdAt: token.createdAt,
            expiresAt: token.expiresAt
        )
        // Nobody's invitation must not become that of whoever runs the server.
        guard inviter == nil || self.inviter != nil else { throw OneTimeTokenError.unknownOrSpent }
    }

    /// What its token remembers; what is not known is left out, for a null is no text when it is read again.
    var claims: JSONObject {
        get throws {
            try JSONObject(
                members: [
                    ("id", .string(id.description)), ("email", .string(email)),
                    ("roles", .array(roles.map { .string($0) })),
                ] + (name.map { [("name", .string($0))] } ?? [])
                    + (inviter.map { [("inviter", .string($0.description))] } ?? [])
            )
        }
    }

    /// What begins the subject of every invitation's token; behind it is the address, so that each has one at most.
    static let subjectPrefix = "invitation "

    /// The subject of its token.
    var subject: String { Self.subjectPrefix + email }

    /// Whether whoever sent it could send it today: an administrator who was locked, deleted or has lost the role
    /// leaves no door behind.
    func isBacked(in tx: any AccountTransaction) throws -> Bool {
        guard let inviter else { return true }
        guard let account = try tx.accounts.account(inviter) else { return false }
        return !account.isLocked && account.roles.contains(AccountAdministration.role)
    }
}
