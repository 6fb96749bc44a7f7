public import FoundationEssentials
import LatchkeyJOSE
import Synchronization

/// The revocations that still matter, in process memory.
///
/// Filled from ``RevocationStorage`` in the order of the sequence numbers, and at once by whoever revokes in this
/// process. A lookup takes a short lock and no I/O; a token whose session, account epoch or `jti` is listed is
/// revoked. Without a database it is a complete list for one process:
///
/// ```swift
/// let revocations = RevocationList()
/// let verifier = TokenVerifier(keys: keys, issuer: issuer, audience: audience, revocations: revocations)
/// revocations.revoke(session: id, at: .now)
/// ```
public final class RevocationList: Sendable {
    let longestLifetime: TimeInterval
    let leeway: TimeInterval
    /// How old the list may be; `nil` where it is complete by itself.
    public let freshness: RevocationFreshness?
    /// Fired when entries were followed.
    package let followed = ChangeSignal()

    /// Fired when this process has added an entry that others follow; see ``add(_:expiresAt:)``.
    public let additions = ChangeSignal()

    private let state = Mutex(RevocationEntries())
    private let journal: Mutex<RevocationJournal>
    /// Whether there is any entry, told without the lock: most lists are empty most of the time.
    private let isEmpty = Atomic(true)

    /// Makes an empty list.
    ///
    /// - Parameters:
    ///   - longestLifetime: seconds; the longest life of any token that the list is to refuse, refresh tokens included. How
    ///     long a session or an account is remembered: forgotten earlier, a refresh token would come back.
    ///   - leeway: seconds of clock difference that verifiers forgive.
    ///   - freshness: how old the list may be where somebody fills it from elsewhere.
    public convenience init(
        longestLifetime: TimeInterval = 30 * 86_400,
        leeway: TimeInterval = 60,
        freshness: RevocationFreshness? = nil
    ) {
        self.init(longestLifetime, leeway, freshness, journalLimit: 0)
    }

    /// Makes an empty list that can tell the latest of its durable entries, for others who follow it.
    package convenience init(freshness: RevocationFreshness?, journalLimit: Int) {
        self.init(30 * 86_400, 60, freshness, journalLimit: journalLimit)
    }

    private init(
        _ longestLifetime: TimeInterval,
        _ leeway: TimeInterval,
        _ freshness: RevocationFreshness?,
        journalLimit: Int
    ) {
        self.longestLifetime = longestLifetime
        self.leeway = leeway
        self.freshness = freshness
        journal = Mutex(RevocationJournal(limit: journalLimit))
    }

    /// Whether tokens may be judged by the list: it is not too old, or that does not matter.
    public var allowsJudgement: Bool { freshness?.allowsJudgement ?? true }

    /// The sequence number up to which the durable entries have been followed.
    public var sequence: Int64 { state.withLock { $0.sequence } }

    /// How many entries are held.
    public var count: Int { state.withLock { $0.count } }

    /// Whether the token's session, its account's epoch, its sign-in or the token itself has been revoked.
    public func contains(_ token: AccessToken) -> Bool {
        guard !isEmpty.load(ordering: .acquiring) else { return false }
        return state.withLock { $0.contains(token) }
    }

    /// Adds entries that were read from the storage in order, and moves ``sequence`` forward.
    public func follow(_ revocations: [Revocation]) { follow(revocations, expecting: 0) }

    /// Adds entries that were read from the storage in order, and makes room for so many more.
    package func follow(_ revocations: [Revocation], expecting remaining: Int) {
        guard let last = revocations.last else {
            // There is nothing else so far: whatever comes now, comes after this.
            let sequence = sequence
            return journal.withLock { $0.begin(at: sequence) }
        }
        journal.withLock { $0.append(revocations) }
        change { state in
            state.reserve(for: revocations.count + remaining)
            state.add(revocations)
            state.sequence = max(state.sequence, last.sequence)
        }
        followed.fire()
    }

    /// Adds entries of a log elsewhere, and takes over how far that has been followed.
    ///
    /// Also backwards: a log that was restored from a copy goes on where that ends.
    package func follow(_ revocations: [Revocation], to sequence: Int64) {
        change { state in
            state.add(revocations)
            state.sequence = sequence
        }
    }

    /// Everything that is held, at one moment.
    package var content: RevocationContent { RevocationContent(entries: state.withLock { $0 }) }

    /// The durable entries after a sequence number, and the number that they lead to; `nil` when they are not all known
    /// any more.
    package func entries(after sequence: Int64) -> (entries: [Revocation], sequence: Int64)? {
        // The list is followed after the journal: whatever the list has is there.
        let current = self.sequence
        return journal.withLock { journal in
            guard let entries = journal.entries(after: sequence, upTo: current) else { return nil }
            return (entries, current)
        }
    }

    /// Adds an entry that this process has just committed.
    ///
    /// ``sequence`` stays, since an entry of another process may have a lower number and still be unread.
    public func add(_ target: Revocation.Target, expiresAt: Date) {
        change { $0.add(target, expiresAt: expiresAt) }
        additions.fire()
    }

    /// Forgets the entries whose last covered token has expired.
    public func removeExpired(at now: Date) {
        change { $0.removeExpired(at: now) }
    }

    /// Adds an entry in a process that nobody else cleans up for, and cleans up now and then.
    func revoke(_ target: Revocation.Target, expiresAt: Date, at now: Date) {
        change { state in
            if state.count >= state.sweepAt {
                state.removeExpired(at: now)
                state.sweepAt = max(1024, state.count * 2)
            }
            state.add(target, expiresAt: expiresAt)
        }
    }

    private func change(_ body: (inout RevocationEntries) -> Void) {
        state.withLock { state in
            body(&state)
            isEmpty.store(state.count == 0, ordering: .releasing)
        }
    }
}

extension AccessToken {
    /// The sign-in that the token goes back to, as far as it says: that of the first token for a renewed one.
    package var signedInAt: Date? {
        if let authenticatedAt { return authenticatedAt }
        if payload.contains("session_started") {
            guard let started = (try? payload.integer("session_started")) ?? nil else { return nil }
            return Date(timeIntervalSince1970: Double(started))
        }
        guard let issuedAt = (try? payload.number("iat")) ?? nil else { return nil }
        return Date(timeIntervalSince1970: issuedAt)
    }
}
