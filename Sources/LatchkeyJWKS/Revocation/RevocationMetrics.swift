import CoreMetrics

/// What is told of revocations that are followed elsewhere; the names are documented at ``RemoteRevocations``.
struct RevocationMetrics: Sendable {
    /// How a question ended.
    enum Outcome: String, Sendable, CaseIterable {
        case changed, unchanged, redirected
        case unexpectedStatus = "unexpected_status"
        case tooLarge = "too_large"
        case timedOut = "timed_out"
        case unreachable, invalid, outdated

        init(_ error: RemoteRevocationsError) {
            self =
                switch error {
                case .redirected: .redirected
                case .unexpectedStatus: .unexpectedStatus
                case .tooLarge: .tooLarge
                case .timedOut: .timedOut
                // An insecure address is refused long before anybody asks.
                case .unreachable, .insecureURL: .unreachable
                case .documentInvalid: .invalid
                case .outdated: .outdated
                }
        }
    }

    private let fetches: FetchCounters<Outcome>
    private let staleness: Gauge
    private let entries: Gauge

    /// Makes everything at once, so that each counter is there, at zero, before anything happens.
    init(url: String, factory: any MetricsFactory) {
        fetches = FetchCounters(label: "latchkey.revocations.fetches", url: url, factory: factory)
        func gauge(_ name: String) -> Gauge {
            Gauge(label: "latchkey.revocations.\(name)", dimensions: [("url", url)], factory: factory)
        }
        staleness = gauge("staleness")
        entries = gauge("entries")
    }

    func count(_ outcome: Outcome) { fetches.count(outcome) }

    /// Tells how old the list is, in seconds, and how much it holds.
    func record(staleness duration: Duration?, entries count: Int) {
        if let duration { staleness.record(duration / .seconds(1)) }
        entries.record(Int64(count))
    }
}
