public import FoundationEssentials
public import LatchkeyJOSE

/// A verified token: who calls, from which sign-in, with which rights (RFC 9068 §2.2).
///
/// Only a ``TokenStrategy`` of this library makes one, so holding a value is the proof that it was checked: a JWT's
/// signature, issuer, audience, type, times and revocation, or an opaque session's presence and life.
///
/// ```swift
/// let token = try verifier.verify(text, at: .now)
/// token.subject, token.scope.contains("notes:read"), token.roles
/// ```
public struct AccessToken: Sendable {
    /// One reference instead of ten: the value goes through every middleware of a request.
    private let storage: Storage

    private final class Storage: Sendable {
        let kind: TokenKind
        let header: JWSHeader?
        let payload: JSONObject
        let epoch: Int64
        let authenticatedAt: Date?
        let expiresAt: Date

        /// Checks the types of the named claims but `sub`; those that are text are read when somebody asks for them.
        init(
            kind: TokenKind,
            header: JWSHeader?,
            payload: JSONObject,
            epoch: Int64,
            expiresAt: Date
        ) throws(JWTError) {
            try payload.requireString("sid")
            try payload.requireString("scope")
            try payload.requireStringsOrNone("roles")
            (self.kind, self.header, self.payload, self.expiresAt) = (kind, header, payload, expiresAt)
            self.epoch = epoch
            authenticatedAt = try payload.integer("auth_time").map {
                Date(timeIntervalSince1970: Double($0))
            }
        }
    }

    /// - Throws: ``JWTError`` where a claim of the profile is missing or of another type.
    init(
        _ jwt: AcceptedJWT,
        kind: TokenKind,
        typing: TokenProfile.Typing
    ) throws(JWTError) {
        guard let expiresAt = jwt.expiresAt else { throw .claimMissing(name: "exp") }
        guard jwt.hasSubject else { throw .claimMissing(name: "sub") }
        storage = try Storage(
            kind: kind,
            header: jwt.header,
            payload: jwt.payload,
            epoch: try Self.epoch(in: jwt.payload, typing),
            expiresAt: expiresAt
        )
    }

    /// The token that an opaque session stands for: claims as a JWT would have them, and no header.
    ///
    /// - Throws: ``JWTError`` where a claim of the profile is missing or of another type.
    init(session claims: JSONObject, expiresAt: Date) throws(JWTError) {
        try claims.requireString("sub", orNone: false)
        storage = try Storage(
            kind: .access,
            header: nil,
            payload: claims,
            epoch: try Self.epoch(in: claims, .explicit),
            expiresAt: expiresAt
        )
    }

    /// Other issuers write the version of their tokens into `ver`, as Entra ID does with `"ver": "2.0"`.
    private static func epoch(in claims: JSONObject, _ typing: TokenProfile.Typing) throws(JWTError) -> Int64
    {
        switch typing {
        case .explicit: try claims.integer("ver") ?? 0
        case .untyped: ((try? claims.integer("ver")) ?? nil) ?? 0
        }
    }

    /// What the token is for.
    public var kind: TokenKind { storage.kind }
    /// The header of the JWT; `nil` for an opaque session.
    public var header: JWSHeader? { storage.header }
    /// Every claim, the caller's own included.
    public var payload: JSONObject { storage.payload }
    /// Who issued the JWT (`iss`); `nil` for an opaque session.
    public var issuer: String? { text("iss") }
    /// Whom the token speaks for (`sub`): the account's identifier, which is unique with one issuer only.
    public var subject: String { text("sub") ?? "" }
    /// The sign-in session (`sid`) as it is written, if the token belongs to one.
    public var session: String? { text("sid") }
    /// The sign-in session (`sid`), where it is a UUID in lower case, as Latchkey's own are.
    public var sessionID: UUIDv7? { session.flatMap { UUIDv7($0) } }
    /// The account's epoch at issuance (`ver`); tokens of an older epoch are revoked as a whole.
    public var epoch: Int64 { storage.epoch }
    /// When the person last proved who they are (`auth_time`).
    public var authenticatedAt: Date? { storage.authenticatedAt }
    /// When the token's time is over (`exp`).
    public var expiresAt: Date { storage.expiresAt }
    /// The rights granted (`scope`).
    public var scope: Scope { text("scope").map { Scope($0) } ?? Scope([]) }
    /// The roles of the account (`roles`).
    public var roles: [String] { texts("roles") }

    /// The token's own identifier (`jti`).
    public var tokenID: String? { text("jti") }
    /// The client that the token was issued to (`client_id`).
    public var clientID: String? { text("client_id") }
    /// How the person proved who they are (`amr`, RFC 8176), for example `["pwd"]`.
    public var authenticationMethods: [String] { texts("amr") }
    /// The class of the authentication (`acr`, RFC 9470).
    public var authenticationContext: String? { text("acr") }

    private func text(_ name: StaticString) -> String? { (try? payload.string(name)) ?? nil }

    private func texts(_ name: StaticString) -> [String] { ((try? payload.strings(name)) ?? nil) ?? [] }
}

extension AccessToken {
    /// The claims read as a type of your own.
    ///
    /// ```swift
    /// struct Member: Decodable, Sendable { let tier: String }
    /// let member = try token.claims(as: Member.self)
    /// ```
    ///
    /// - Throws: ``JWTError/claimMissing(name:)`` or ``JWTError/claimInvalid(name:expected:)``.
    public func claims<Custom: Decodable>(as type: Custom.Type) throws(JWTError) -> Custom {
        try payload.decode(as: type)
    }

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
