public import FoundationEssentials
public import LatchkeyJOSE
import Synchronization

/// Opaque sessions in process memory, for one process whose sessions may die with it.
///
/// Bounded: when it is full of live sessions it refuses new ones rather than forget any.
///
/// ```swift
/// let sessions = OpaqueSessions(storage: MemoryOpaqueSessions())
/// ```
public final class MemoryOpaqueSessions: OpaqueSessionStorage {
    fileprivate struct State {
        var sessions: [[UInt8]: OpaqueSession] = [:]
        var digests: [ExactText: Set<[UInt8]>] = [:]
        /// No session ends before this.
        var earliestEnd = Date.distantFuture
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// Makes an empty store.
    ///
    /// - Parameter capacity: the most sessions at a time; each takes up to 5 KiB.
    public init(capacity: Int = 100_000) {
        self.capacity = max(capacity, 1)
    }

    /// How many sessions are held, ended ones that nobody has asked for included.
    public var count: Int { state.withLock { $0.sessions.count } }

    /// Keeps a session; ``OpaqueSessionError/storeFull`` when there is no room even without the ended ones.
    public func insertOpaqueSession(
        _ session: OpaqueSession,
        digest: [UInt8],
        replacing replaced: [UInt8]?
    ) async throws(OpaqueSessionError) {
        try state.withLock { state throws(OpaqueSessionError) in
            if let replaced { state.remove(replaced) }
            // A sweep is worth its time only when something has ended.
            if state.sessions.count >= capacity, state.earliestEnd <= session.createdAt {
                state.removeExpired(at: session.createdAt)
            }
            guard state.sessions.count < capacity else { throw .storeFull }
            state.insert(session, digest)
        }
    }

    /// The live session with a digest.
    public func opaqueSession(digest: [UInt8], at now: Date) async -> OpaqueSession? {
        state.withLock { $0.live(digest, at: now) }
    }

    /// Notes that a session is used.
    public func touchOpaqueSession(
        digest: [UInt8],
        idleExpiresAt: Date,
        unlessSince moment: Date,
        at now: Date
    ) async {
        state.withLock { state in
            guard let session = state.live(digest, at: now), session.lastSeenAt <= moment else { return }
            state.sessions[digest] = session.used(at: now, idleExpiresAt, session.claims)
        }
    }

    /// Gives a live session another digest and other claims.
    public func renewOpaqueSession(
        digest: [UInt8],
        to newDigest: [UInt8],
        claims: JSONObject,
        idleExpiresAt: Date,
        at now: Date
    ) async -> OpaqueSession? {
        state.withLock { state in
            guard let session = state.live(digest, at: now) else { return nil }
            let renewed = session.used(at: now, idleExpiresAt, claims)
            state.remove(digest)
            state.insert(renewed, newDigest)
            return renewed
        }
    }

    /// Ends the session with a digest.
    public func endOpaqueSession(digest: [UInt8]) async -> Bool {
        state.withLock { $0.remove(digest) }
    }

    /// Ends a session by its public name.
    public func endOpaqueSession(id: UUIDv7, subject: String) async -> Bool {
        state.withLock { state in
            let digest = state.digests[ExactText(subject)]?.first { state.sessions[$0]?.id == id }
            return digest.map { state.remove($0) } ?? false
        }
    }

    /// Ends every session of a subject but one.
    public func endOpaqueSessions(subject: String, except kept: UUIDv7?) async -> Int {
        state.withLock { state in
            let digests = state.digests[ExactText(subject)] ?? []
            let ending = digests.filter { state.sessions[$0]?.id != kept }
            for digest in ending { state.remove(digest) }
            return ending.count
        }
    }

    /// The live sessions of a subject, the newest first.
    public func opaqueSessions(subject: String, at now: Date) async -> [OpaqueSession] {
        state.withLock { state in
            (state.digests[ExactText(subject)] ?? []).compactMap { state.live($0, at: now) }
                .sorted { ($1.createdAt, $1.id) < ($0.createdAt, $0.id) }
        }
    }

    /// Removes the sessions whose end has come.
    public func removeOpaqueSessions(expiredAt now: Date) async {
        state.withLock { $0.removeExpired(at: now) }
    }
}

extension MemoryOpaqueSessions.State {
    fileprivate func live(_ digest: [UInt8], at now: Date) -> OpaqueSession? {
        sessions[digest].flatMap { $0.isLive(at: now) ? $0 : nil }
    }

    fileprivate mutating func insert(_ session: OpaqueSession, _ digest: [UInt8]) {
        sessions[digest] = session
        digests[ExactText(session.subject), default: []].insert(digest)
        earliestEnd = min(earliestEnd, session.idleExpiresAt)
    }

    @discardableResult
    fileprivate mutating func remove(_ digest: [UInt8]) -> Bool {
        guard let session = sessions.removeValue(forKey: digest) else { return false }
        let subject = ExactText(session.subject)
        digests[subject]?.remove(digest)
        if digests[subject]?.isEmpty == true { digests[subject] = nil }
        return true
    }

    fileprivate mutating func removeExpired(at now: Date) {
        for (digest, session) in sessions where !session.isLive(at: now) { remove(digest) }
        earliestEnd = sessions.values.lazy.map(\.idleExpiresAt).min() ?? .distantFuture
    }
}

extension OpaqueSession {
    fileprivate func used(at now: Date, _ idleExpiresAt: Date, _ claims: JSONObject) -> OpaqueSession {
        OpaqueSession(
            id: id,
            claims: claims,
            createdAt: createdAt,
            lastSeenAt: now,
            idleExpiresAt: idleExpiresAt,
            expiresAt: expiresAt
        )
    }
}
