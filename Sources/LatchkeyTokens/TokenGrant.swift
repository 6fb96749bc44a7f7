public import FoundationEssentials
public import LatchkeyJOSE

/// What a token is to say about its holder.
///
/// ```swift
/// TokenGrant(subject: "ada", scope: "notes:read", claims: ["tier": "gold"])
/// TokenGrant(kind: .refresh, subject: "ada", lifetime: 30 * 86_400)
/// ```
public struct TokenGrant: Sendable {
    /// The client of whoever signs in at the server itself, without a client of OAuth; registered ones have UUIDs.
    public static let ownClientID = "latchkey"

    /// What the token is for (`typ`).
    public var kind: TokenKind
    /// The account (`sub`).
    public var subject: String
    /// The client (`client_id`).
    public var clientID: String
    /// The sign-in session (`sid`).
    public var sessionID: UUIDv7?
    /// The account's epoch (`ver`).
    public var epoch: Int64
    /// Whom the token is for (`aud`); the issuer's own audience unless told otherwise.
    public var audience: [String]?
    /// When the person proved who they are (`auth_time`); a token without it is never fresh.
    public var authenticatedAt: Date?
    /// How (`amr`, RFC 8176).
    public var authenticationMethods: [String]
    /// The rights (`scope`).
    public var scope: Scope
    /// The roles (`roles`).
    public var roles: [String]
    /// Claims of your own, written after the others; a name of the profile among them is refused.
    public var claims: JSONObject
    /// Header parameters of your own; `typ` among them is refused, since ``kind`` says it.
    public var header: [String: JSONValue]
    /// The longest life in seconds; the issuer's unless told otherwise.
    public var lifetime: TimeInterval?
    /// The CSRF token that a token in a cookie is to be bound to (`csrf`, its SHA-256); see ``CSRFToken``.
    public var csrfToken: String? {
        didSet { csrfClaim = csrfToken.map { CSRFToken.claim(for: $0) } }
    }
    /// When the sign-in session is over at the latest (`session_expires`); the token ends then, too.
    public var sessionExpiresAt: Date?

    /// The token's place in a status list (`status`).
    public var status: TokenStatusReference?

    /// When the sign-in began (`session_started`): what a renewed token without `auth_time` goes back to.
    var sessionStartedAt: Date?

    /// The `csrf` claim; a renewed token has it without anybody knowing the CSRF token.
    var csrfClaim: String?

    /// Collects what the token is to say; what is left out is not written.
    public init(
        kind: TokenKind = .access,
        subject: String,
        clientID: String = TokenGrant.ownClientID,
        sessionID: UUIDv7? = nil,
        epoch: Int64 = 0,
        audience: [String]? = nil,
        authenticatedAt: Date? = nil,
        authenticationMethods: [String] = [],
        scope: Scope = Scope([]),
        roles: [String] = [],
        claims: JSONObject = [:],
        header: [String: JSONValue] = [:],
        lifetime: TimeInterval? = nil,
        csrfToken: String? = nil,
        sessionExpiresAt: Date? = nil,
        status: TokenStatusReference? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.clientID = clientID
        self.sessionID = sessionID
        self.epoch = epoch
        self.audience = audience
        self.authenticatedAt = authenticatedAt
        self.authenticationMethods = authenticationMethods
        self.scope = scope
        self.roles = roles
        self.claims = claims
        self.header = header
        self.lifetime = lifetime
        self.csrfToken = csrfToken
        self.sessionExpiresAt = sessionExpiresAt
        self.status = status
        csrfClaim = csrfToken.map { CSRFToken.claim(for: $0) }
    }
}
