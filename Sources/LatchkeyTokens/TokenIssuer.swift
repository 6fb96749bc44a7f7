public import FoundationEssentials
public import LatchkeyJOSE

/// Signs tokens of this system's profile (RFC 9068 §2).
///
/// The life of each token is shortened by a random 0–5 %, so that clients which started together do not refresh
/// together and a thief who refreshes in step with the owner falls out of step.
///
/// ```swift
/// let issuer = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["shop"])
/// let access = try issuer.issue(TokenGrant(subject: "ada", scope: "notes:read"), at: .now)
/// let refresh = try issuer.issue(TokenGrant(kind: .refresh, subject: "ada", lifetime: 30 * 86_400), at: .now)
/// ```
public struct TokenIssuer: Sendable {
    private let keys: any SigningKeySource
    let issuer: String
    private let audience: [String]
    /// The longest life of a token in seconds, unless its grant has one of its own.
    public let lifetime: TimeInterval

    /// Makes an issuer over a source of keys, such as a ``KeyRing``.
    ///
    /// - Parameters:
    ///   - keys: says which key signs at a moment.
    ///   - issuer: the `iss` of every token.
    ///   - audience: the `aud`; one value is written as a string, several as an array.
    ///   - lifetime: seconds; 15 minutes unless told otherwise.
    public init(
        keys: any SigningKeySource,
        issuer: String,
        audience: [String],
        lifetime: TimeInterval = 900
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.lifetime = lifetime
    }

    /// Makes an issuer with one fixed key.
    ///
    /// - Parameters:
    ///   - key: a private or symmetric key.
    ///   - issuer: the `iss` of every token.
    ///   - audience: the `aud`; one value is written as a string, several as an array.
    ///   - lifetime: seconds; 15 minutes unless told otherwise.
    /// - Throws: ``JWTError`` for a key that cannot sign.
    public init(
        key: JWK,
        issuer: String,
        audience: [String],
        lifetime: TimeInterval = 900
    ) throws(JWTError) {
        self.init(
            keys: try PreparedSigningKey(key),
            issuer: issuer,
            audience: audience,
            lifetime: lifetime
        )
    }

    /// Signs a token.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where a claim of one's own has a name of the profile,
    ///   ``TokenError`` with the code `expired` where the session is over, whatever keeps the key source from signing,
    ///   such as ``KeyRingError``, or the signature's own error.
    public func issue(_ grant: TokenGrant, at now: Date) throws -> IssuedToken {
        let issuedAt = Int64(now.timeIntervalSince1970)
        let life = try life(of: grant, from: issuedAt)
        let payload = try payload(grant, issuedAt: issuedAt, expiresAt: issuedAt + life, now: now)
        return IssuedToken(
            token: try keys.signingKey(at: now).sign(payload, kind: grant.kind, header: grant.header),
            kind: grant.kind,
            expiresAt: Date(timeIntervalSince1970: Double(issuedAt + life)),
            expiresIn: Int(life),
            csrfToken: grant.csrfToken,
            sessionExpiresAt: grant.sessionExpiresAt
        )
    }

    /// Whole seconds between one and a century, whatever was asked for, and not past the session's end.
    private func life(of grant: TokenGrant, from issuedAt: Int64) throws(TokenError) -> Int64 {
        let wanted = (grant.lifetime ?? lifetime) * Double.random(in: 0.95...1)
        let life = wanted >= 1 ? min(wanted, Self.century) : 1
        guard let end = grant.sessionExpiresAt else { return Int64(life) }
        let left = (end.timeIntervalSince1970 - Double(issuedAt)).rounded(.down)
        guard left >= 1 else { throw TokenError(.expired) }
        return Int64(min(life, left))
    }

    private static let century: TimeInterval = 3_155_760_000

    private func payload(
        _ grant: TokenGrant,
        issuedAt: Int64,
        expiresAt: Int64,
        now: Date
    ) throws -> JSONObject {
        let audience = grant.audience ?? audience
        let frame: [(name: String, value: JSONValue)] = [
            ("iss", .string(issuer)),
            ("sub", .string(grant.subject)),
            ("aud", audience.count == 1 ? .string(audience[0]) : .array(audience.map { .string($0) })),
            ("exp", .integer(expiresAt)),
            ("iat", .integer(issuedAt)),
            ("jti", .string(UUIDv7(at: now).description)),
        ]
        return try JSONObject(members: frame + grant.profileClaims + grant.ownClaims())
    }
}

extension TokenGrant {
    /// The names that this library writes and reads itself.
    private static let profileNames: Set<String> = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "sid", "ver", "auth_time", "amr",
        "scope", "roles", "csrf", "session_expires", "session_started",
    ]

    /// Whether this library writes and reads the claim itself.
    package static func isProfileName(_ name: String) -> Bool { profileNames.contains(name) }

    /// The claims of the profile that do not depend on the moment of signing.
    var profileClaims: [(name: String, value: JSONValue)] {
        var claims: [(name: String, value: JSONValue)] = [("client_id", .string(clientID))]
        if let sessionID { claims.append(("sid", .string(sessionID.description))) }
        claims.append(("ver", .integer(epoch)))
        if let authenticatedAt {
            claims.append(("auth_time", .integer(authenticatedAt.wholeSeconds)))
        }
        if !authenticationMethods.isEmpty {
            claims.append(("amr", .array(authenticationMethods.map { .string($0) })))
        }
        claims.append(("scope", .string(scope.description)))
        claims.append(("roles", .array(roles.map { .string($0) })))
        if let csrfClaim { claims.append(("csrf", .string(csrfClaim))) }
        if let sessionStartedAt, authenticatedAt == nil {
            claims.append(("session_started", .integer(sessionStartedAt.wholeSeconds)))
        }
        if let status { claims.append(("status", status.claim)) }
        if let sessionExpiresAt {
            claims.append(("session_expires", .integer(sessionExpiresAt.wholeSeconds)))
        }
        return claims
    }

    /// The caller's own claims, none with a name of the profile.
    func ownClaims() throws(JWTError) -> [(name: String, value: JSONValue)] {
        var members: [(name: String, value: JSONValue)] = []
        for name in claims.names {
            guard !Self.profileNames.contains(name), status == nil || name != "status" else {
                throw .claimInvalid(name: name, expected: "a name that the profile does not use itself")
            }
            if let value = claims[name] { members.append((name, value)) }
        }
        return members
    }
}
