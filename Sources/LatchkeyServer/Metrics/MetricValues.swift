import CoreMetrics
import Synchronization

/// Counts up, without a lock: tokens are checked on every thread.
final class CountedMetric: CounterHandler {
    private let count = Atomic<Int64>(0)

    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// Holds the last value.
final class GaugedMetric: MeterHandler, RecorderHandler {
    private let held = Mutex(0.0)

    var value: Double { held.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { held.withLock { $0 = value } }
    func increment(by amount: Double) { held.withLock { $0 += amount } }
    func decrement(by amount: Double) { held.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// Counts values by the bounds that they do not exceed.
final class DistributedMetric: TimerHandler, RecorderHandler {
    /// What has been counted, at one moment.
    struct Counts: Sendable, Equatable {
        /// For each bound, and for what exceeds the last one.
        var buckets: [UInt64]
        var sum = 0.0

        var count: UInt64 { buckets.reduce(0, +) }
    }

    let bounds: [Double]
    private let state: Mutex<Counts>

    /// - Parameter bounds: in ascending order.
    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Counts(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    var counts: Counts { state.withLock { $0 } }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { counts in
            counts.buckets[index] += 1
            counts.sum += value
        }
    }

    /// The lines of a histogram: what does not exceed each bound, all of it, its sum and its number.
    func samples(_ labels: [MetricFamily.Label]) -> [MetricFamily.Sample] {
        let counts = counts
        var total: UInt64 = 0
        var samples = zip(bounds + [.infinity], counts.buckets).map { bound, count in
            total += count
            let label = MetricFamily.Label("le", PrometheusText.number(bound))
            return MetricFamily.Sample(suffix: "_bucket", labels: labels + [label], value: Double(total))
        }
        samples.append(.init(suffix: "_sum", labels: labels, value: counts.sum))
        samples.append(.init(suffix: "_count", labels: labels, value: Double(total)))
        return samples
    }
}
