/// What a strategy was measured to cost.
struct Measurement: Sendable {
    let name: String
    let title: String
    /// Requests a second, all connections together.
    let rate: Double
    /// Milliseconds that half of the answers took at most, and 99 of 100.
    let median: Double
    let slow: Double
    /// Microseconds of processor time for each request.
    let processor: Double
    /// Octets that each request has more.
    let sentOctets: Double
    /// Octets stored for each user who is signed in.
    let storedOctets: Double?
    /// Milliseconds until an ended token was refused everywhere; `nil` when it never is before it expires.
    let endingDelay: Double?

    /// The rate and the processor time are the medians of the rounds.
    init(_ strategy: Strategy, rounds: [LoadResult], endingDelay: Double?) {
        (name, title) = (strategy.name, strategy.title)
        (sentOctets, storedOctets) = (strategy.sentOctets, strategy.storedOctets)
        self.endingDelay = endingDelay
        rate = Self.median(rounds.map { Double($0.nanoseconds.count) / max($0.seconds, .ulpOfOne) })
        processor = Self.median(
            rounds.map { $0.processorSeconds * 1e6 / Double(max($0.nanoseconds.count, 1)) }
        )
        let times = rounds.flatMap(\.nanoseconds).sorted()
        median = Self.milliseconds(times, at: 0.5)
        slow = Self.milliseconds(times, at: 0.99)
    }

    private static func milliseconds(_ sorted: [Int64], at share: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1e6
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
