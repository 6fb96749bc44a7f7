public import FoundationEssentials
public import LatchkeyTokens

/// Somebody who can sign in.
public struct Account: Sendable, Equatable, Identifiable {
    /// The public identifier; the `sub` of the account's tokens.
    public let id: UUIDv7
    /// The e-mail address, ASCII lower case; unique when present.
    public var email: String?
    /// The user name, ASCII lower case; unique when present.
    public var username: String?
    /// How the person wants to be called.
    public var name: String?
    /// Whether we ourselves have verified the e-mail address.
    public var emailVerified: Bool
    /// Grows whenever every access token issued so far must die (`ver`).
    public var epoch: Int64
    /// When the account was locked; `nil` while it is open.
    public var lockedAt: Date?
    /// When the account was made.
    public let createdAt: Date
    /// The roles, in alphabetical order.
    public var roles: [String]

    /// Makes an account value; it exists only once a storage has taken it.
    public init(
        id: UUIDv7,
        email: String?,
        username: String?,
        name: String?,
        emailVerified: Bool = false,
        epoch: Int64 = 1,
        lockedAt: Date? = nil,
        createdAt: Date,
        roles: [String] = []
    ) {
        self.id = id
        self.email = email
        self.username = username
        self.name = name
        self.emailVerified = emailVerified
        self.epoch = epoch
        self.lockedAt = lockedAt
        self.createdAt = createdAt
        self.roles = roles
    }

    /// Whether somebody has locked the account.
    public var isLocked: Bool { lockedAt != nil }

    /// The name to show where one is needed: the e-mail address, else the user name, else the identifier.
    public var login: String { email ?? username ?? id.description }
}
