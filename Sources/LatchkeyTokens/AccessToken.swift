public import FoundationEssentials
public import LatchkeyJOSE

/// A verified access token: who calls, from which sign-in, with which rights (RFC 9068 §2.2).
///
/// Only ``TokenVerifier`` makes one, so holding a value is the proof that signature, issuer, audience, type,
/// times and revocation were checked. The named claims are type-checked when the value is made and become
/// strings when read.
///
/// ```swift
/// let token = try verifier.verify(text, at: .now)
/// token.subject, token.scope.contains("notes:read"), token.roles
/// ```
public struct AccessToken: Sendable {
    /// The verified JWT behind this value, header included.
    public let jwt: VerifiedJWT<NoCustomClaims>
    /// Whom the token speaks for (`sub`): the account's identifier.
    public let subject: String
    /// The sign-in session (`sid`), if the token belongs to one.
    public let sessionID: UUIDv7?
    /// The account's epoch at issuance (`ver`); tokens of an older epoch are revoked as a whole.
    public let epoch: Int64
    /// When the person last proved who they are (`auth_time`).
    public let authenticatedAt: Date?
    /// When the token's time is over (`exp`).
    public let expiresAt: Date
    /// The rights granted (`scope`).
    public let scope: Scope
    /// The roles of the account (`roles`).
    public let roles: [String]

    init(_ jwt: VerifiedJWT<NoCustomClaims>) throws(JWTError) {
        let payload = jwt.payload
        self.jwt = jwt
        guard let subject = jwt.subject else { throw .claimMissing(name: "sub") }
        guard let expiresAt = jwt.expiresAt else { throw .claimMissing(name: "exp") }
        self.subject = subject
        self.expiresAt = expiresAt
        epoch = try payload.integer("ver") ?? 0
        authenticatedAt = try payload.integer("auth_time").map { Date(timeIntervalSince1970: Double($0)) }
        scope = try payload.string("scope").map { Scope($0) } ?? Scope([])
        roles = try payload.strings("roles") ?? []
        let session = try payload.string("sid")
        sessionID = session.flatMap { UUIDv7($0) }
        guard session == nil || sessionID != nil else {
            throw .claimInvalid(name: "sid", expected: "a UUID in lower case")
        }
    }

    /// The token's own identifier (`jti`).
    public var tokenID: String? { jwt.tokenID }
    /// The client that the token was issued to (`client_id`).
    public var clientID: String? {
        (try? jwt.payload.string("client_id")) ?? nil
    }
    /// How the person proved who they are (`amr`, RFC 8176), for example `["pwd"]`.
    public var authenticationMethods: [String] {
        ((try? jwt.payload.strings("amr")) ?? nil) ?? []
    }
    /// Every claim, the caller's own included.
    public var payload: JSONObject { jwt.payload }

    /// Whether the role is among ``roles``, compared octet by octet.
    public func hasRole(_ role: String) -> Bool {
        roles.contains { $0.utf8.elementsEqual(role.utf8) }
    }

    /// Whether the person proved who they are no longer than `age` ago.
    ///
    /// A token without `auth_time` is never fresh, nor is one whose `auth_time` is more than a minute ahead of `now`.
    public func isFresh(within age: TimeInterval, at now: Date) -> Bool {
        guard let authenticatedAt else { return false }
        return (-Self.clockDifference...max(age, 0)).contains(now.timeIntervalSince(authenticatedAt))
    }

    /// Seconds that the clock of whoever signed may be ahead.
    private static let clockDifference: TimeInterval = 60
}
