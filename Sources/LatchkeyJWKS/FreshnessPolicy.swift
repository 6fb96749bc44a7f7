/// How long a remote key set counts as fresh, and how long it may be used at all.
///
/// ```swift
/// var policy = FreshnessPolicy()
/// policy.hardAge = .seconds(6 * 3600)
/// let keys = try RemoteJWKS(issuer: "https://id.example", policy: policy)
/// ```
public struct FreshnessPolicy: Sendable {
    /// The bounds within which the issuer's `Cache-Control` is honoured; 1 to 15 minutes.
    public var freshness: ClosedRange<Duration> = .seconds(60) ... .seconds(900)
    /// How long a set is fresh when the issuer does not say; 5 minutes.
    public var defaultFreshness: Duration = .seconds(300)
    /// How long a set is used after the last answer that confirmed it; 1 hour.
    ///
    /// While the issuer cannot be reached the last good set stays in use, but never longer than this: a key that the
    /// issuer has removed is distrusted by then at the latest.
    public var hardAge: Duration = .seconds(3600)
    /// The shortest time from one fetch to the next one for an unknown key; 30 seconds.
    public var coolDown: Duration = .seconds(30)

    /// The defaults.
    public init() {}

    /// The freshness that an answer earns.
    func freshness(saidByIssuer said: Duration?) -> Duration {
        min(max(said ?? defaultFreshness, freshness.lowerBound), freshness.upperBound)
    }

    /// The wait after the given number of failures in a row: 1 s, doubled each time, up to the cool-down.
    func wait(afterFailures failures: Int) -> Duration {
        min(.seconds(1 << min(max(failures, 1) - 1, 16)), max(coolDown, .seconds(1)))
    }
}
