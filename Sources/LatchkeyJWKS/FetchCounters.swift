import CoreMetrics

/// How often each outcome of a question came.
struct FetchCounters<Outcome: RawRepresentable<String> & CaseIterable & Hashable & Sendable>: Sendable {
    private let counters: [Outcome: Counter]

    /// Makes every counter at once, so that each is there, at zero, before anything happens.
    ///
    /// - Parameters:
    ///   - label: the name of all; the dimensions are `url` and `outcome`.
    ///   - url: the address that is asked.
    ///   - factory: makes them.
    init(label: String, url: String, factory: any MetricsFactory) {
        counters = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { outcome in
                let dimensions = [("url", url), ("outcome", outcome.rawValue)]
                return (outcome, Counter(label: label, dimensions: dimensions, factory: factory))
            }
        )
    }

    func count(_ outcome: Outcome) { counters[outcome]?.increment() }
}
