/// How long to wait before a connection is tried again: twice as long each time, up to a bound, and never the same for
/// many that lost it together.
struct ReconnectDelay: Sendable {
    private let range: ClosedRange<Duration>
    private var current: Duration

    init(_ range: ClosedRange<Duration>) {
        self.range = range
        current = range.lowerBound
    }

    /// The next wait: between half of the current one and the whole.
    mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        defer { current = min(current * 2, range.upperBound) }
        return current * Double.random(in: 0.5...1, using: &random)
    }

    /// The next wait.
    mutating func next() -> Duration {
        var random = SystemRandomNumberGenerator()
        return next(using: &random)
    }

    /// Begins anew: a connection has held.
    mutating func reset() { current = range.lowerBound }
}
