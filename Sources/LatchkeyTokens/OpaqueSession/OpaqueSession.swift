public import FoundationEssentials
public import LatchkeyJOSE

/// A server-side session as a person may see it in a list of their devices: its secret is not in it.
public struct OpaqueSession: Sendable, Equatable {
    /// The session's public name (`sid`); it opens nothing.
    public let id: UUIDv7
    /// What its tokens say: the claims of the grant, with `sub`, `sid` and `iat`; no `iss`, `aud`, `exp` or `jti`.
    public let claims: JSONObject
    /// When it was started.
    public let createdAt: Date
    /// When it was last used, to the minute.
    public let lastSeenAt: Date
    /// When it ends for want of use; never after ``expiresAt``.
    public let idleExpiresAt: Date
    /// When it ends however much it is used.
    public let expiresAt: Date

    /// Puts a session together as a store holds it.
    public init(
        id: UUIDv7,
        claims: JSONObject,
        createdAt: Date,
        lastSeenAt: Date,
        idleExpiresAt: Date,
        expiresAt: Date
    ) {
        self.id = id
        self.claims = claims
        self.createdAt = createdAt
        self.lastSeenAt = lastSeenAt
        self.idleExpiresAt = min(idleExpiresAt, expiresAt)
        self.expiresAt = expiresAt
    }

    /// Whom it speaks for (`sub`); empty only when a store returns claims that this library did not write.
    public var subject: String { ((try? claims.string("sub")) ?? nil) ?? "" }

    /// Whether neither end has come.
    public func isLive(at now: Date) -> Bool { idleExpiresAt > now && expiresAt > now }
}

/// A session that was just started or renewed, with the text for its holder.
public struct StartedSession: Sendable {
    /// The session.
    public let session: OpaqueSession
    /// The token as `TokenCookies` and answers take it: until the absolute end, with the CSRF token of its grant.
    public let issued: IssuedToken

    /// `lks_…`, for a cookie or a header; it is kept nowhere.
    public var token: String { issued.token }

    init(_ text: String, _ session: OpaqueSession, csrfToken: String?, at now: Date) {
        self.session = session
        let left = session.expiresAt.timeIntervalSince(now).rounded(.down)
        issued = IssuedToken(
            token: text,
            expiresAt: session.expiresAt,
            expiresIn: Int(min(max(left, 0), Self.century)),
            csrfToken: csrfToken,
            sessionExpiresAt: session.expiresAt
        )
    }

    private static let century: TimeInterval = 3_155_760_000
}
