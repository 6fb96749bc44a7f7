public import FoundationEssentials
public import LatchkeyTokens

/// How a client shows that it is itself.
public enum ClientAuthenticationMethod: String, Sendable, CaseIterable {
    /// By a secret that it shares with the server: `client_secret_basic` or `client_secret_post`.
    case secret = "client_secret"
    /// By assertions that it signs with a key of its own (`private_key_jwt`).
    case privateKey = "private_key_jwt"
    /// Not at all: an app in everybody's hands keeps no secret.
    case none
}

/// An application that gets tokens from this server.
///
/// Its identifier is made here and never chosen, so that no client can be mistaken for an account, or come back as another
/// (RFC 9700 §4.15).
public struct Client: Sendable, Equatable, Identifiable {
    /// The identifier (`client_id`).
    public let id: UUIDv7
    /// What people call it.
    public var name: String
    /// How it authenticates.
    public let authentication: ClientAuthenticationMethod
    /// The secrets that it may use; empty unless it authenticates by one.
    public var secrets: ClientSecrets?
    /// Its public keys as a JWK Set; `nil` unless it authenticates by one.
    public var keys: String?
    /// The grants it may use.
    public var grants: Set<GrantType>
    /// The most that it can be granted.
    public var scope: Scope
    /// Whom its tokens may be for; empty for the issuer's own audience.
    public var audience: [String]
    /// When it was registered.
    public let createdAt: Date
    /// When it last authenticated, give or take a minute; `nil` for never.
    public var lastUsedAt: Date?

    /// Makes a client value; it exists only once a storage has taken it.
    public init(
        id: UUIDv7,
        name: String,
        authentication: ClientAuthenticationMethod,
        secrets: ClientSecrets? = nil,
        keys: String? = nil,
        grants: Set<GrantType>,
        scope: Scope = Scope([]),
        audience: [String] = [],
        createdAt: Date,
        lastUsedAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.authentication = authentication
        self.secrets = secrets
        self.keys = keys
        self.grants = grants
        self.scope = scope
        self.audience = audience
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }
}
