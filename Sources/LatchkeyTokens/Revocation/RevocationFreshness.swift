import Synchronization

/// How long ago a ``RevocationList`` was last known to be complete, and what that means for tokens.
///
/// A list that is filled from elsewhere, such as a database or another service, falls behind when that cannot be reached:
/// a token that was taken back meanwhile would pass. With a bound the application says for how long that may be so.
///
/// ```swift
/// let freshness = RevocationFreshness(maxStaleness: .seconds(60))
/// let list = RevocationList(freshness: freshness)
/// let verifier = TokenVerifier(keys: keys, issuer: issuer, audience: audience, revocations: list)
/// ```
///
/// Whoever fills the list says so: ``TokenStateFollower`` does, and so does a remote follower. Until that has happened for
/// the first time the list counts as too old. Time is counted on a clock that nobody sets, and goes on while the machine
/// sleeps.
public final class RevocationFreshness: Sendable {
    /// What becomes of tokens while the list is too old.
    public enum Policy: String, Sendable, CaseIterable {
        /// Nobody can judge them: ``TokenError/Code/unavailable``, which is 503 over HTTP.
        case refuse
        /// They are judged by what is known, though a token that was taken back may pass.
        case accept
    }

    /// A moment, counted from when this object was made.
    package struct Mark: Sendable {
        let elapsed: Duration
    }

    /// How old the list may be.
    public let maxStaleness: Duration
    /// What becomes of tokens while it is older.
    public let whenStale: Policy

    private let elapsed: @Sendable () -> Duration
    /// Nanoseconds from when this object was made.
    private let completeAt = Atomic(never)
    private static let never = Int64.min

    /// Sets a bound.
    ///
    /// - Parameters:
    ///   - maxStaleness: how old the list may be.
    ///   - whenStale: what becomes of tokens while it is older.
    ///   - clock: measures the age.
    public init(
        maxStaleness: Duration,
        whenStale: Policy = .refuse,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.maxStaleness = maxStaleness
        self.whenStale = whenStale
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// How long ago the list was last known to be complete; `nil` when it never was.
    public var staleness: Duration? {
        let moment = completeAt.load(ordering: .acquiring)
        return moment == Self.never ? nil : elapsed() - .nanoseconds(moment)
    }

    /// Whether the list is older than it may be.
    public var isTooOld: Bool { staleness.map { $0 > maxStaleness } ?? true }

    /// Whether tokens may be judged by the list.
    public var allowsJudgement: Bool { whenStale == .accept || !isTooOld }

    /// Notes that the list holds everything that was taken back until so long ago.
    ///
    /// What was known to be complete later stays so.
    public func noteComplete(asOf age: Duration = .zero) {
        note(elapsed() - max(age, .zero))
    }

    /// This moment: taken before a question, it is what the answer is as old as.
    package func mark() -> Mark { Mark(elapsed: elapsed()) }

    /// Notes that the list holds everything that was taken back until a moment.
    package func noteComplete(asOf mark: Mark, lessAge age: Duration = .zero) {
        note(mark.elapsed - max(age, .zero))
    }

    private func note(_ moment: Duration) {
        let (seconds, attoseconds) = moment.components
        // Ages of centuries are as good as none.
        let limit: Int64 = 1 << 32
        let nanoseconds = min(max(seconds, -limit), limit) * 1_000_000_000 + attoseconds / 1_000_000_000
        completeAt.max(nanoseconds, ordering: .acquiringAndReleasing)
    }
}
