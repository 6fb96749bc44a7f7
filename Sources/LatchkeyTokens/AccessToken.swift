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
        let claims = ClaimReader(payload: jwt.payload)
        self.jwt = jwt
        subject = try claims.requiredString("sub")
        epoch = try claims.integer("ver") ?? 0
        authenticatedAt = try claims.integer("auth_time").map { Date(timeIntervalSince1970: Double($0)) }
        guard let expiry = jwt.claims.expiresAt else { throw .claimMissing("exp") }
        expiresAt = expiry
        scope = try claims.string("scope").map { Scope($0) } ?? Scope([])
        roles = try claims.strings("roles")
        let session = try claims.string("sid")
        sessionID = session.flatMap { UUIDv7($0) }
        guard session == nil || sessionID != nil else { throw .claimInvalid("sid") }
    }

    /// The token's own identifier (`jti`).
    public var tokenID: String? { jwt.claims.tokenID }
    /// The client that the token was issued to (`client_id`).
    public var clientID: String? {
        guard case .string(let clientID)? = jwt.payload["client_id"] else { return nil }
        return clientID
    }
    /// How the person proved who they are (`amr`, RFC 8176), for example `["pwd"]`.
    public var authenticationMethods: [String] {
        (try? ClaimReader(payload: jwt.payload).strings("amr")) ?? []
    }
    /// Every claim, the caller's own included.
    public var payload: JSONObject { jwt.payload }

    /// Whether the role is among ``roles``, compared octet by octet.
    public func hasRole(_ role: String) -> Bool {
        roles.contains { $0.utf8.elementsEqual(role.utf8) }
    }

    /// Whether the person proved who they are no longer than `age` ago.
    ///
    /// A token without `auth_time` is never fresh.
    public func isFresh(within age: TimeInterval, at now: Date) -> Bool {
        guard let authenticatedAt else { return false }
        return now.timeIntervalSince(authenticatedAt) <= age
    }
}
