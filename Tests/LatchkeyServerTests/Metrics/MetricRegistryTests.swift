import CoreMetrics
import Testing

@testable import LatchkeyServer

@Suite struct MetricRegistryTests {
    private let registry = MetricRegistry()

    private var text: String { PrometheusText.write(registry.families()) }

    @Test("counters of one label and the same dimensions are one, and end in _total")
    func counters() {
        for _ in 0..<2 {
            Counter(label: "latchkey.x-y", dimensions: [("an.outcome", "good")], factory: registry)
                .increment(by: 2)
        }
        Counter(label: "latchkey.x-y", dimensions: [("an.outcome", "bad")], factory: registry).increment()
        #expect(
            text == """
                # HELP latchkey_x_y_total latchkey.x-y, as the program counts it.
                # TYPE latchkey_x_y_total counter
                latchkey_x_y_total{an_outcome="bad"} 1
                latchkey_x_y_total{an_outcome="good"} 4

                """
        )
    }

    @Test("meters and gauges hold the last value")
    func gauges() {
        let meter = Meter(label: "m", factory: registry)
        meter.set(3)
        meter.increment()
        Gauge(label: "g", factory: registry).record(2.5)
        #expect(text.contains("\nm 4\n"))
        #expect(text.contains("\ng 2.5\n"))
    }

    @Test("a timer is a histogram in seconds whose buckets hold all that is not greater")
    func timers() {
        let timer = CoreMetrics.Timer(label: "t", factory: registry)
        for milliseconds in [1, 5, 40, 20_000] { timer.recordMilliseconds(milliseconds) }
        let lines = text.split(separator: "\n")
        #expect(lines[1] == "# TYPE t_seconds histogram")
        #expect(lines.contains("t_seconds_bucket{le=\"0.001\"} 1"))
        #expect(lines.contains("t_seconds_bucket{le=\"0.0025\"} 1"))
        #expect(lines.contains("t_seconds_bucket{le=\"0.005\"} 2"))
        #expect(lines.contains("t_seconds_bucket{le=\"0.05\"} 3"))
        #expect(lines.contains("t_seconds_bucket{le=\"10\"} 3"))
        #expect(lines.contains("t_seconds_bucket{le=\"+Inf\"} 4"))
        #expect(lines.contains("t_seconds_sum 20.046"))
        #expect(lines.contains("t_seconds_count 4"))
    }

    @Test("a name that is of another kind already, and a family that has grown too large, take nothing more")
    func bounds() {
        let timer = CoreMetrics.Timer(label: "same", factory: registry)
        timer.recordSeconds(1)
        Meter(label: "same_seconds", factory: registry).set(7)
        #expect(!text.contains("same_seconds 7"))
        for number in 0..<MetricRegistry.seriesLimit + 10 {
            Counter(label: "many", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        let many = registry.families().first { $0.name == "many_total" }
        #expect(many?.samples.count == MetricRegistry.seriesLimit)
    }

    @Test("counts of many threads add up")
    func threads() async {
        let counter = Counter(label: "c", factory: registry)
        let timer = CoreMetrics.Timer(label: "t", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1000 {
                        counter.increment()
                        timer.recordNanoseconds(1000)
                    }
                }
            }
        }
        #expect(text.contains("\nc_total 8000\n"))
        #expect(text.contains("\nt_seconds_count 8000\n"))
    }
}
