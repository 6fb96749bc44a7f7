public import FoundationEssentials

/// How long sessions live and how a refresh token presented twice is judged.
public struct SessionPolicy: Sendable {
    /// Seconds from sign-in to the absolute end; 30 days.
    public var absoluteLifetime: TimeInterval = 30 * 86_400
    /// Seconds without use to the idle end; 14 days.
    public var idleLifetime: TimeInterval = 14 * 86_400
    /// Seconds after a rotation during which the previous token still gets the current one; 0 is strict.
    public var replayWindow: TimeInterval = 30
    /// How often in one generation.
    public var replayLimit = 100
    /// Seconds of clock difference that verifiers of access tokens forgive; revocations outlive it.
    public var accessLeeway: TimeInterval = 0
    /// After how many consecutive generations shared between two clients a session ends.
    public var sharedGenerationLimit = 3

    /// The defaults; set what differs.
    public init() {}
}

/// Judges a refresh token that did not match the session's current one.
///
/// Pure: a value in, a value out.
///
/// | presented | within the window | after it |
/// |---|---|---|
/// | the previous token | the current one again | the session ends: `refresh_reused` |
/// | any older token | the session ends: `refresh_reused` | the same |
///
/// A session that has ended, one whose account is closed, and one that has run out stay as they are, whatever is
/// presented: `session_revoked`, `session_revoked`, `refresh_expired`.
enum RefreshRotation {
    /// What becomes of the request and of the session.
    enum Judgement: Equatable {
        /// Hand out the session's current token again; the session carries the new bookkeeping.
        case replay(Session)
        /// Refuse; the session stays as it is.
        case refuse(RefreshError)
        /// Refuse and end the session.
        case end(SessionEnd)
    }

    static func judge(
        _ presented: RefreshToken,
        session: Session,
        accountIsOpen: Bool,
        fingerprint: [UInt8],
        policy: SessionPolicy,
        at now: Date
    ) -> Judgement {
        guard presented.nonceDigest == session.nonceDigest, presented.counter <= session.counter else {
            return .refuse(.invalid)
        }
        guard session.endedAt == nil, accountIsOpen else { return .refuse(.sessionRevoked) }
        // The current token of a session that lives in database time has been rotated and never comes here.
        guard session.isLive(at: now), presented.counter != session.counter else { return .refuse(.expired) }
        guard presented.counter == session.counter - 1,
            now.timeIntervalSince(session.rotatedAt) < policy.replayWindow,
            session.replays < policy.replayLimit
        else { return .end(.refreshReused) }
        return replay(session, fingerprint: fingerprint, policy: policy)
    }

    private static func replay(_ session: Session, fingerprint: [UInt8], policy: SessionPolicy) -> Judgement {
        var session = session
        session.replays += 1
        if fingerprint != session.fingerprint, !session.replayedElsewhere {
            session.replayedElsewhere = true
            session.sharedGenerations += 1
        }
        guard session.sharedGenerations < policy.sharedGenerationLimit else { return .end(.refreshShared) }
        return .replay(session)
    }
}

/// Why a refresh token got no new tokens.
public enum RefreshError: String, Error, Sendable, CaseIterable {
    /// Junk, forged, or of a session that does not exist.
    case invalid = "refresh_invalid"
    /// The session is past its idle or absolute end.
    case expired = "refresh_expired"
    /// An old token: the session has just been ended, since a copy is in other hands.
    case reused = "refresh_reused"
    /// Two clients refreshed in step: the session has just been ended.
    case shared = "refresh_shared"
    /// The session had been ended before.
    case sessionRevoked = "session_revoked"
}
