import CoreMetrics
import Synchronization

/// Keeps what the parts of this process count, for `/metrics`: a back end of swift-metrics.
///
/// Labels of samples come from the program's own words. Should one come from outside nevertheless, a family stops
/// growing at ``seriesLimit`` samples, and what is counted beyond that is lost.
final class MetricRegistry: MetricsFactory {
    /// The most samples of one family.
    static let seriesLimit = 2000

    private enum Value {
        case counter(CountedMetric)
        case gauge(GaugedMetric)
        case histogram(DistributedMetric)

        var kind: MetricFamily.Kind {
            switch self {
            case .counter: .counter
            case .gauge: .gauge
            case .histogram: .histogram
            }
        }
    }

    private struct Series {
        let label: String
        var values: [[MetricFamily.Label]: Value] = [:]
    }

    private let series = Mutex<[String: Series]>([:])

    /// Every figure as it is now, by name.
    func families() -> [MetricFamily] {
        series.withLock { families in
            families.sorted { $0.key < $1.key }.compactMap { name, series in
                guard let kind = series.values.values.first?.kind else { return nil }
                return MetricFamily(
                    name: name,
                    kind: kind,
                    help: MetricName.sentence(of: series.label),
                    samples: Self.samples(series.values)
                )
            }
        }
    }

    private static func samples(_ values: [[MetricFamily.Label]: Value]) -> [MetricFamily.Sample] {
        var samples: [MetricFamily.Sample] = []
        for (labels, value) in values.sorted(by: { order($0.key) < order($1.key) }) {
            switch value {
            case .counter(let counter): samples.append(.init(labels: labels, value: Double(counter.value)))
            case .gauge(let gauge): samples.append(.init(labels: labels, value: gauge.value))
            case .histogram(let histogram): samples += histogram.samples(labels)
            }
        }
        return samples
    }

    private static func order(_ labels: [MetricFamily.Label]) -> String {
        labels.map { "\($0.name)\u{1}\($0.value)" }.joined(separator: "\u{2}")
    }

    // MARK: A back end of swift-metrics

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let value = value(label, dimensions, .counter) { .counter(CountedMetric()) }
        if case .counter(let counter) = value { return counter }
        return NOOPMetricsHandler.instance
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let value = value(label, dimensions, .gauge) { .gauge(GaugedMetric()) }
        if case .gauge(let gauge) = value { return gauge }
        return NOOPMetricsHandler.instance
    }

    func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        // What is not aggregated is what swift-metrics calls a gauge.
        let kind: MetricFamily.Kind = aggregate ? .histogram : .gauge
        let value = value(label, dimensions, kind) {
            aggregate ? .histogram(DistributedMetric(bounds: MetricName.bounds)) : .gauge(GaugedMetric())
        }
        switch value {
        case .gauge(let gauge): return gauge
        case .histogram(let histogram): return histogram
        default: return NOOPMetricsHandler.instance
        }
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let value = value(label, dimensions, .histogram) {
            .histogram(DistributedMetric(bounds: MetricName.bounds))
        }
        if case .histogram(let histogram) = value { return histogram }
        return NOOPMetricsHandler.instance
    }

    // Whoever counts lets go of a handler when it likes; what was counted stays.
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    /// The value of that name and those labels; `nil` when there are too many, or it is of another kind.
    private func value(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: MetricFamily.Kind,
        _ make: () -> Value
    ) -> Value? {
        let name = MetricName.name(of: label, kind)
        let labels = dimensions.map { MetricFamily.Label(MetricName.labelName($0.0), $0.1) }
        return self.series.withLock { families in
            var series = families[name] ?? Series(label: label)
            if let known = series.values[labels] { return known.kind == kind ? known : nil }
            guard series.values.count < Self.seriesLimit,
                series.values.values.first.map({ $0.kind == kind }) ?? true
            else { return nil }
            let value = make()
            series.values[labels] = value
            families[name] = series
            return value
        }
    }
}
