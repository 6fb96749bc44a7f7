public import FoundationEssentials
import LatchkeyJOSE

/// What an access token is to say about its holder.
public struct AccessGrant: Sendable {
    /// The account (`sub`).
    public var subject: UUIDv7
    /// The client (`client_id`).
    public var clientID: String
    /// The sign-in session (`sid`).
    public var sessionID: UUIDv7
    /// The account's epoch (`ver`).
    public var epoch: Int64
    /// When the person proved who they are (`auth_time`).
    public var authenticatedAt: Date
    /// How (`amr`, RFC 8176).
    public var authenticationMethods: [String]
    /// The rights (`scope`).
    public var scope: Scope
    /// The roles (`roles`).
    public var roles: [String]

    /// Collects what the token is to say.
    public init(
        subject: UUIDv7,
        clientID: String,
        sessionID: UUIDv7,
        epoch: Int64,
        authenticatedAt: Date,
        authenticationMethods: [String],
        scope: Scope = Scope([]),
        roles: [String] = []
    ) {
        self.subject = subject
        self.clientID = clientID
        self.sessionID = sessionID
        self.epoch = epoch
        self.authenticatedAt = authenticatedAt
        self.authenticationMethods = authenticationMethods
        self.scope = scope
        self.roles = roles
    }
}

/// A freshly signed access token.
public struct IssuedAccessToken: Sendable {
    /// The compact JWT.
    public let token: String
    /// When its time is over.
    public let expiresAt: Date
    /// Whole seconds from issuance to expiry.
    public let expiresIn: Int
}

/// Signs access tokens for sign-in sessions (RFC 9068 §2).
///
/// The life of each token is shortened by a random 0–5 %, so that clients which started together do not refresh
/// together and a thief who refreshes in step with the owner falls out of step.
///
/// ```swift
/// let issuer = TokenIssuer(keys: ring, issuer: "https://id.example", audience: ["https://id.example"])
/// let issued = try issuer.issue(grant, at: .now)
/// ```
public struct TokenIssuer: Sendable {
    private let keys: KeyRing
    private let issuer: String
    private let audience: [String]
    /// The longest life of a token, in seconds.
    public let lifetime: TimeInterval

    /// Makes an issuer over a key ring.
    ///
    /// - Parameters:
    ///   - keys: the ring whose active key signs.
    ///   - issuer: the `iss` of every token.
    ///   - audience: the `aud`; one value is written as a string, several as an array.
    ///   - lifetime: seconds; 15 minutes unless told otherwise.
    public init(keys: KeyRing, issuer: String, audience: [String], lifetime: TimeInterval = 900) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.lifetime = lifetime
    }

    /// Signs a token.
    ///
    /// - Throws: ``KeyRingError`` when no key is active, or the signature's own error.
    public func issue(_ grant: AccessGrant, at now: Date) throws -> IssuedAccessToken {
        let issuedAt = Int64(now.timeIntervalSince1970)
        let life = max(1, Int64(lifetime * Double.random(in: 0.95...1)))
        let payload = try JSONObject(
            members: claims(grant, issuedAt: issuedAt, expiresAt: issuedAt + life, now: now)
        )
        return IssuedAccessToken(
            token: try keys.signer(at: now).sign(payload: payload),
            expiresAt: Date(timeIntervalSince1970: Double(issuedAt + life)),
            expiresIn: Int(life)
        )
    }

    private func claims(
        _ grant: AccessGrant,
        issuedAt: Int64,
        expiresAt: Int64,
        now: Date
    ) -> [(name: String, value: JSONValue)] {
        [
            ("iss", .string(issuer)),
            ("sub", .string(grant.subject.description)),
            ("aud", audience.count == 1 ? .string(audience[0]) : .array(audience.map { .string($0) })),
            ("exp", .integer(expiresAt)),
            ("iat", .integer(issuedAt)),
            ("jti", .string(UUIDv7(at: now).description)),
            ("client_id", .string(grant.clientID)),
            ("sid", .string(grant.sessionID.description)),
            ("ver", .integer(grant.epoch)),
            ("auth_time", .integer(Int64(grant.authenticatedAt.timeIntervalSince1970))),
            ("amr", .array(grant.authenticationMethods.map { .string($0) })),
            ("scope", .string(grant.scope.description)),
            ("roles", .array(grant.roles.map { .string($0) })),
        ]
    }
}
