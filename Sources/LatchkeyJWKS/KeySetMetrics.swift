import CoreMetrics

/// What is counted about a remote key set; the names are documented at ``RemoteJWKS``.
struct KeySetMetrics: Sendable {
    /// How a fetch ended.
    enum Outcome: String, Sendable, CaseIterable {
        case changed, unchanged, redirected
        case unexpectedStatus = "unexpected_status"
        case tooLarge = "too_large"
        case timedOut = "timed_out"
        case unreachable, invalid

        init(_ error: RemoteJWKSError) {
            self =
                switch error {
                case .redirected: .redirected
                case .unexpectedStatus: .unexpectedStatus
                case .tooLarge: .tooLarge
                case .timedOut: .timedOut
                // An insecure address is refused long before a fetch.
                case .unreachable, .insecureURL: .unreachable
                case .keySetInvalid: .invalid
                }
        }
    }

    private let fetches: FetchCounters<Outcome>
    private let unknownKeys: Counter
    private let coolDownRefusals: Counter
    private let age: Gauge

    /// Makes every counter at once, so that each is there, at zero, before anything happens.
    init(url: String, factory: any MetricsFactory) {
        func counter(_ name: String) -> Counter {
            Counter(label: "latchkey.jwks.\(name)", dimensions: [("url", url)], factory: factory)
        }
        fetches = FetchCounters(label: "latchkey.jwks.fetches", url: url, factory: factory)
        unknownKeys = counter("unknown_keys")
        coolDownRefusals = counter("cool_down_refusals")
        age = Gauge(label: "latchkey.jwks.age", dimensions: [("url", url)], factory: factory)
    }

    func count(_ outcome: Outcome) { fetches.count(outcome) }
    func countUnknownKey() { unknownKeys.increment() }
    func countCoolDownRefusal() { coolDownRefusals.increment() }

    /// Tells the age of the key set, in seconds.
    func record(age duration: Duration) { age.record(duration / .seconds(1)) }
}
