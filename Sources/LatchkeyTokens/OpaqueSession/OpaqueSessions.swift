public import FoundationEssentials
import LatchkeyJOSE

/// Server-side sessions: the token is a random name for what the server knows, and dies when the server forgets it.
///
/// A strategy like ``TokenVerifier``: the same guards stand over either.
///
/// ```swift
/// let sessions = OpaqueSessions(storage: storage)
/// router.add(middleware: TokenAuthenticator(sessions, locations: [.cookie("__Host-session")]))
///
/// let started = try await sessions.start(TokenGrant(subject: "ada", authenticatedAt: .now), at: .now)
/// ```
///
/// The secret is 256 random bits that the server chooses; the store has its SHA-256 only. A name that a client brings
/// is never adopted, and ``start(_:replacing:at:)`` and ``renew(_:as:at:)`` always give a new one, so nobody can fix a
/// session in advance.
public struct OpaqueSessions: Sendable {
    /// Seconds between two notes that a session is used, so that reads do not become writes.
    public static let touchInterval: TimeInterval = 60
    /// The longest claims, in octets of JSON.
    public static let claimsLimit = 4096

    private let storage: any OpaqueSessionStorage
    private let lifetime: TimeInterval
    private let idleLifetime: TimeInterval
    private let revocations: RevocationList?
    private let failed: @Sendable (any Error) -> Void

    /// Makes the strategy over a store.
    ///
    /// - Parameters:
    ///   - storage: where sessions are kept.
    ///   - lifetime: seconds from the start to the absolute end, unless a grant has a lifetime of its own; 30 days.
    ///   - idleLifetime: seconds without use to the idle end; 14 days.
    ///   - revocations: a list to ask besides, for account epochs.
    ///   - failed: told why the store could not answer, for the log; the client gets 503.
    public init(
        storage: any OpaqueSessionStorage,
        lifetime: TimeInterval = 30 * 86_400,
        idleLifetime: TimeInterval = 14 * 86_400,
        revocations: RevocationList? = nil,
        failed: @escaping @Sendable (any Error) -> Void = { _ in }
    ) {
        self.storage = storage
        self.lifetime = lifetime
        self.idleLifetime = idleLifetime
        self.revocations = revocations
        self.failed = failed
    }

    /// Starts a session at login.
    ///
    /// - Parameters:
    ///   - grant: what its tokens say; `kind`, `header` and `sessionID` do not count.
    ///   - old: the token that came with the login request, whose session ends; anything at all, it may be a stranger's.
    ///   - now: the time of the login.
    /// - Returns: the session with the text for its holder.
    /// - Throws: ``OpaqueSessionError``; ``JWTError`` where a claim of one's own has a name of the profile; the store's
    ///   errors.
    public func start(
        _ grant: TokenGrant,
        replacing old: String? = nil,
        at now: Date
    ) async throws -> StartedSession {
        let id = UUIDv7(at: now)
        let opaque = OpaqueToken(.session)
        let session = OpaqueSession(
            id: id,
            claims: try Self.claims(of: grant, id, startedAt: now),
            createdAt: now,
            lastSeenAt: now,
            idleExpiresAt: now.advanced(byLifetime: idleLifetime),
            expiresAt: min(
                now.advanced(byLifetime: grant.lifetime ?? lifetime),
                grant.sessionExpiresAt ?? .distantFuture
            )
        )
        let replaced = old.flatMap { OpaqueToken(.session, reading: $0)?.digest }
        try await storage.insertOpaqueSession(session, digest: opaque.digest, replacing: replaced)
        return StartedSession(opaque.text, session, csrfToken: grant.csrfToken, at: now)
    }

    /// Gives a session a new secret and says anew what its tokens say: after a step-up, or when rights have grown.
    ///
    /// The old text is dead. The absolute end stays; of parallel renewals exactly one wins.
    ///
    /// - Parameters:
    ///   - old: the session's token.
    ///   - grant: what its tokens say from now on; `nil` leaves everything as it is.
    ///   - now: the time of the renewal.
    /// - Returns: the session with the new text for its holder.
    /// - Throws: ``TokenError`` when the session is not live; its code is `token_invalid`, too, when the grant is for
    ///   another subject, for whom a session has to be started; otherwise as ``start(_:replacing:at:)``.
    public func renew(_ old: String, as grant: TokenGrant? = nil, at now: Date) async throws -> StartedSession
    {
        try await renew(old, csrfToken: grant?.csrfToken, at: now) { session in
            guard let grant else { return session.claims }
            guard ExactText(grant.subject) == ExactText(session.subject) else { throw TokenError(.invalid) }
            return try Self.claims(of: grant, session.id, startedAt: session.createdAt)
        }
    }

    /// Gives a session a new secret after its holder has proved anew who they are; all else it says stays.
    ///
    /// - Parameters:
    ///   - old: the session's token.
    ///   - methods: how they proved it (`amr`, RFC 8176).
    ///   - now: the time of the proof (`auth_time`).
    /// - Returns: the session with the new text for its holder.
    /// - Throws: ``TokenError`` when the session is not live; the store's errors.
    public func renew(
        _ old: String,
        authenticatedBy methods: [String],
        at now: Date
    ) async throws -> StartedSession {
        try await renew(old, at: now) { session in
            let kept = session.claims.members.filter { $0.name != "auth_time" && $0.name != "amr" }
            let moment = JSONValue.integer(now.wholeSeconds)
            return try JSONObject(
                members: kept + [
                    ("auth_time", moment), ("amr", .array(methods.map { .string($0) })),
                ]
            )
        }
    }

    /// Ends a session at logout; whether there was one.
    @discardableResult
    public func end(_ text: String) async throws -> Bool {
        guard let opaque = OpaqueToken(.session, reading: text) else { return false }
        return try await storage.endOpaqueSession(digest: opaque.digest)
    }

    /// Ends one of a subject's sessions by its public name; whether it was theirs.
    @discardableResult
    public func end(_ id: UUIDv7, of subject: String) async throws -> Bool {
        try await storage.endOpaqueSession(id: id, subject: subject)
    }

    /// Ends every session of a subject.
    ///
    /// - Parameters:
    ///   - subject: whose.
    ///   - kept: a session that lives on.
    /// - Returns: how many ended.
    /// - Throws: the store's errors.
    @discardableResult
    public func endAll(of subject: String, except kept: UUIDv7? = nil) async throws -> Int {
        try await storage.endOpaqueSessions(subject: subject, except: kept)
    }

    /// The live sessions of a subject, the newest first.
    public func sessions(of subject: String, at now: Date) async throws -> [OpaqueSession] {
        try await storage.opaqueSessions(subject: subject, at: now)
    }

    /// Removes the sessions whose end has come; run it now and then.
    public func removeExpired(at now: Date) async throws {
        try await storage.removeOpaqueSessions(expiredAt: now)
    }

    private func renew(
        _ old: String,
        csrfToken: String? = nil,
        at now: Date,
        claims: (OpaqueSession) throws -> JSONObject
    ) async throws -> StartedSession {
        guard let oldToken = OpaqueToken(.session, reading: old) else { throw TokenError(.malformed) }
        guard let session = try await storage.opaqueSession(digest: oldToken.digest, at: now) else {
            throw TokenError(.invalid)
        }
        let opaque = OpaqueToken(.session)
        let renewed = try await storage.renewOpaqueSession(
            digest: oldToken.digest,
            to: opaque.digest,
            claims: try Self.checked(claims(session)),
            idleExpiresAt: now.advanced(byLifetime: idleLifetime),
            at: now
        )
        guard let renewed else { throw TokenError(.invalid) }
        return StartedSession(opaque.text, renewed, csrfToken: csrfToken, at: now)
    }

    private static func claims(
        of grant: TokenGrant,
        _ id: UUIDv7,
        startedAt: Date
    ) throws -> JSONObject {
        guard grant.subject.utf8.count <= OneTimeToken.textLimit else { throw OpaqueSessionError.tooLarge }
        var grant = grant
        grant.sessionID = id
        let frame: [(name: String, value: JSONValue)] = [
            ("sub", .string(grant.subject)), ("iat", .integer(startedAt.wholeSeconds)),
        ]
        return try checked(JSONObject(members: frame + grant.profileClaims + grant.ownClaims()))
    }

    private static func checked(_ claims: JSONObject) throws(OpaqueSessionError) -> JSONObject {
        guard claims.json().utf8.count <= claimsLimit else { throw .tooLarge }
        return claims
    }
}

extension OpaqueSessions: TokenStrategy {
    /// Refuses what is no session's token; whether one is live only the store can tell.
    public func decide(_ text: String, at now: Date) throws(TokenError) -> AccessToken? {
        guard OpaqueToken(.session, reading: text) != nil else { throw TokenError(.malformed) }
        return nil
    }

    /// Asks the store.
    ///
    /// - Throws: ``TokenError``: `token_invalid` for a session that never was or has ended, `unavailable` when the store
    ///   cannot answer.
    public func resolve(_ text: String, at now: Date) async throws(TokenError) -> AccessToken {
        guard let opaque = OpaqueToken(.session, reading: text) else { throw TokenError(.malformed) }
        guard let session = try await liveSession(opaque.digest, at: now) else { throw TokenError(.invalid) }
        do {
            let token = try AccessToken(session: session.claims, expiresAt: session.idleExpiresAt)
            guard revocations?.contains(token) != true else { throw TokenError(.revoked) }
            return token
        } catch let error as JWTError {
            throw TokenError(error)
        } catch let error as TokenError {
            throw error
        } catch {
            throw TokenError(.invalid)
        }
    }

    private func liveSession(_ digest: [UInt8], at now: Date) async throws(TokenError) -> OpaqueSession? {
        do {
            guard let session = try await storage.opaqueSession(digest: digest, at: now) else { return nil }
            let limit = now - Self.touchInterval
            if session.lastSeenAt <= limit {
                try await storage.touchOpaqueSession(
                    digest: digest,
                    idleExpiresAt: now.advanced(byLifetime: idleLifetime),
                    unlessSince: limit,
                    at: now
                )
            }
            return session
        } catch {
            failed(error)
            throw TokenError(.unavailable)
        }
    }
}
