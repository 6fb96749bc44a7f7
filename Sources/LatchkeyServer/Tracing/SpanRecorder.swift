public import CoreMetrics
import Synchronization
public import Tracing

/// Records spans for a collector, and carries traces over HTTP as W3C Trace Context: a back end of
/// swift-distributed-tracing.
///
/// Whoever asks for a trace gets one, others are traced by chance. Spans wait in a bounded queue: when the collector
/// does not keep up they are dropped and counted, and no request waits for it.
public final class SpanRecorder: Tracer {
    /// The most spans that wait.
    static let queueLimit = 4096

    private struct Queue {
        var spans: [RecordedSpan.Record] = []
    }

    private let percentage: Int
    private let queue = Mutex(Queue())
    private let recorded: Counter
    private let dropped: Counter

    /// Makes a recorder.
    ///
    /// - Parameters:
    ///   - percentage: how many of a hundred traces that begin here are recorded.
    ///   - metrics: where spans are counted, as `latchkey.tracing.spans`.
    public init(percentage: Int, metrics: any MetricsFactory = MetricsSystem.factory) {
        self.percentage = percentage
        let label = "latchkey.tracing.spans"
        recorded = Counter(label: label, dimensions: [("outcome", "recorded")], factory: metrics)
        dropped = Counter(label: label, dimensions: [("outcome", "dropped")], factory: metrics)
    }

    /// Begins a span, as a part of the one around it or of the trace that came with the request.
    public func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.trace
        let trace = parent?.child() ?? .root(isSampled: Int.random(in: 0..<100) < percentage)
        context.trace = trace
        guard trace.isSampled else { return RecordedSpan(nil, context: context) { _ in } }
        let record = RecordedSpan.Record(
            trace: trace,
            parent: parent?.spanID,
            kind: kind,
            began: instant().nanosecondsSinceEpoch,
            name: operationName
        )
        return RecordedSpan(record, context: context) { [weak self] in self?.enqueue($0) }
    }

    /// Does nothing: spans are sent as they come.
    public func forceFlush() {}

    /// Takes `traceparent` and `tracestate` out of a carrier.
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let parent = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.trace = TraceContext(
            traceparent: parent,
            tracestate: extractor.extract(key: "tracestate", from: carrier)
        )
    }

    /// Puts them into one.
    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: "traceparent", into: &carrier)
        if let state = trace.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }

    private func enqueue(_ record: RecordedSpan.Record) {
        let isKept = queue.withLock { queue in
            guard queue.spans.count < Self.queueLimit else { return false }
            queue.spans.append(record)
            return true
        }
        (isKept ? recorded : dropped).increment()
    }

    /// Takes the oldest spans out of the queue.
    func take(_ limit: Int) -> [RecordedSpan.Record] {
        queue.withLock { queue in
            let taken = Array(queue.spans.prefix(limit))
            queue.spans.removeFirst(taken.count)
            return taken
        }
    }
}
