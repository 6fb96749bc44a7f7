import LatchkeyJOSE
import Testing
import Tracing

@testable import LatchkeyServer

@Suite struct SpanRecorderTests {
    private struct Carrier: Extractor, Injector {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key] = value
        }
    }

    private struct Broken: Error {}

    private static let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a span inside another belongs to the same trace and has it for a parent")
    func nesting() {
        let recorder = SpanRecorder(percentage: 100)
        recorder.withSpan("outer") { outer in
            recorder.withSpan("inner", ofKind: .client) { inner in
                inner.attributes["n"] = 3
                #expect(inner.context.trace?.traceID == outer.context.trace?.traceID)
            }
        }
        let spans = recorder.take(10)
        #expect(spans.map(\.name) == ["inner", "outer"])
        #expect(spans[0].parent == spans[1].trace.spanID)
        #expect(spans[1].parent == nil)
        #expect(spans.allSatisfy { $0.began <= $0.ended && !$0.hasFailed })
        #expect(recorder.take(10).isEmpty)
    }

    @Test("carries a trace in and out, and records what somebody before has chosen, whatever the percentage")
    func carrying() {
        for (percentage, flag, count) in [(0, "01", 1), (100, "00", 0)] {
            let recorder = SpanRecorder(percentage: percentage)
            var context = InstrumentationContext.topLevel
            let carrier = ["traceparent": Self.traceparent.dropLast(2) + flag, "tracestate": "a=b"]
            recorder.extract(carrier, into: &context, using: Carrier())
            let span = recorder.startSpan("work", context: context)
            var out: [String: String] = [:]
            recorder.inject(span.context, into: &out, using: Carrier())
            span.end()
            #expect(out["traceparent"]?.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") == true)
            #expect(out["traceparent"]?.hasSuffix("-\(flag)") == true)
            #expect(out["tracestate"] == "a=b")
            #expect(recorder.take(10).count == count)
        }
        let recorder = SpanRecorder(percentage: 0)
        recorder.withSpan("by chance") { #expect(!$0.isRecording) }
        #expect(recorder.take(1).isEmpty)
    }

    @Test("an error is told by its type alone, and a span ends once")
    func failing() {
        let recorder = SpanRecorder(percentage: 100)
        #expect(throws: Broken.self) { try recorder.withSpan("work") { _ in throw Broken() } }
        let span = recorder.startSpan("twice")
        span.end()
        span.end()
        let spans = recorder.take(10)
        #expect(spans.map(\.name) == ["work", "twice"])
        #expect(spans[0].hasFailed)
        #expect(spans[0].attributes.get("error.type") == .string("Broken"))
    }

    @Test("a collector that does not keep up costs spans, and no memory without end")
    func bounded() {
        let registry = MetricRegistry()
        let recorder = SpanRecorder(percentage: 100, metrics: registry)
        for _ in 0..<SpanRecorder.queueLimit + 5 { recorder.startSpan("x").end() }
        #expect(recorder.take(.max).count == SpanRecorder.queueLimit)
        let text = PrometheusText.write(registry.families())
        #expect(text.contains("latchkey_tracing_spans_total{outcome=\"dropped\"} 5\n"))
    }

    @Test("is written as OTLP reads it")
    func otlp() throws {
        let recorder = SpanRecorder(percentage: 100)
        var context = InstrumentationContext.topLevel
        context.trace = TraceContext(traceparent: Self.traceparent)
        let span = recorder.startSpan("GET /x", context: context, ofKind: .server)
        span.attributes["http.response.status_code"] = 503
        span.setStatus(SpanStatus(code: .error))
        span.end()
        let record = try #require(recorder.take(1).first)
        let text = try OTLPSpans.write([record]).json()
        let expected =
            #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"latchkey"}}]},"#
            + #""scopeSpans":[{"scope":{"name":"latchkey"},"spans":[{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","#
            + #""spanId":"\#(record.trace.spanID)","name":"GET /x","kind":2,"startTimeUnixNano":"\#(record.began)","#
            + #""endTimeUnixNano":"\#(record.ended)","attributes":[{"key":"http.response.status_code","value":"#
            + #"{"intValue":"503"}}],"parentSpanId":"00f067aa0ba902b7","status":{"code":2}}]}]}]}"#
        #expect(text == expected)
    }
}
