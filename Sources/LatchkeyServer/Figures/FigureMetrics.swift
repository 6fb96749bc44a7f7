import CoreMetrics
import Synchronization

/// Listens to the counters that other parts of the server keep, as one more back end of their metrics.
struct FigureMetrics: MetricsFactory {
    /// Counts until somebody takes what there is, without a lock: tokens are checked on every thread.
    final class Tally: CounterHandler {
        private let count = Atomic<Int>(0)

        func increment(by amount: Int64) { count.add(Int(clamping: amount), ordering: .relaxed) }

        func reset() { _ = take() }

        /// What has been counted since this was asked last.
        func take() -> Int { count.exchange(0, ordering: .relaxed) }
    }

    let tokenChecks = Tally()
    let refreshes = Tally()

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        switch label {
        // Every check looks into the cache, and hits or misses.
        case "latchkey.tokens.cache": tokenChecks
        case "latchkey.sessions.refreshes":
            dimensions.contains { $0 == ("outcome", "granted") } ? refreshes : nothing
        default: nothing
        }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { nothing }

    func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler { nothing }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { nothing }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private var nothing: NOOPMetricsHandler { .instance }
}
