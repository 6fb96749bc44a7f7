import CoreMetrics
import Synchronization

/// A metrics back end that remembers what it is told, under the label and the dimensions but `url`.
final class TestMetrics: MetricsFactory {
    private struct State {
        var counts: [String: Int64] = [:]
        var gauges: [String: [Double]] = [:]
        var urls: Set<String> = []
    }

    private let state = Mutex(State())

    /// What each counter stands at; one that is still at zero is there, too.
    var counts: [String: Int64] { state.withLock { $0.counts } }
    /// Every counter that has counted.
    var counted: [String: Int64] { counts.filter { $0.value != 0 } }
    /// The values of the dimension `url`.
    var urls: Set<String> { state.withLock { $0.urls } }

    /// What a gauge was told, first to last.
    func values(of gauge: String) -> [Double] { state.withLock { $0.gauges[gauge] ?? [] } }

    private func name(_ label: String, _ dimensions: [(String, String)]) -> String {
        state.withLock { state in
            state.urls.formUnion(dimensions.filter { $0.0 == "url" }.map(\.1))
        }
        return ([label] + dimensions.filter { $0.0 != "url" }.map { "\($0.0)=\($0.1)" })
            .joined(separator: " ")
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let name = name(label, dimensions)
        state.withLock { $0.counts[name, default: 0] += 0 }
        return Handler { [self] in
            add($0, to: name)
        } record: { _ in
        }
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let name = name(label, dimensions)
        return Handler { _ in
        } record: { [self] value in
            state.withLock { $0.gauges[name, default: []].append(value) }
        }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Handler { _ in
        } record: { _ in
        }
    }

    private func add(_ amount: Int64, to name: String) {
        state.withLock { $0.counts[name, default: 0] += amount }
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}

/// One counter, gauge or timer.
private final class Handler: CounterHandler, RecorderHandler, TimerHandler {
    private let count: @Sendable (Int64) -> Void
    private let tell: @Sendable (Double) -> Void

    init(count: @escaping @Sendable (Int64) -> Void, record: @escaping @Sendable (Double) -> Void) {
        self.count = count
        tell = record
    }

    func increment(by amount: Int64) { count(amount) }
    func reset() {}
    func record(_ value: Int64) { tell(Double(value)) }
    func record(_ value: Double) { tell(value) }
    func recordNanoseconds(_ duration: Int64) { tell(Double(duration)) }
}
