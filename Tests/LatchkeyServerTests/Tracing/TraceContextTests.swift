import Testing

@testable import LatchkeyServer

@Suite struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test("reads and writes the traceparent of the recommendation")
    func roundTrip() throws {
        let text = "00-\(Self.trace)-\(Self.span)-01"
        let context = try #require(TraceContext(traceparent: text, tracestate: "vendor=1"))
        #expect(context.traceID == Self.trace)
        #expect(context.spanID == Self.span)
        #expect(context.isSampled)
        #expect(context.state == "vendor=1")
        #expect(context.traceparent == text)
        let child = context.child()
        #expect(child.traceID == Self.trace)
        #expect(child.spanID != Self.span)
        #expect(child.isSampled)
        #expect(child.state == "vendor=1")
    }

    @Test("reads flags of its own and of versions to come")
    func flags() throws {
        let unsampled = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-00"))
        #expect(!unsampled.isSampled)
        #expect(unsampled.traceparent.hasSuffix("-00"))
        #expect(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-ff")?.isSampled == true)
        #expect(TraceContext(traceparent: "01-\(Self.trace)-\(Self.span)-01-more")?.traceID == Self.trace)
        #expect(TraceContext(traceparent: "cc-\(Self.trace)-\(Self.span)-01")?.traceID == Self.trace)
    }

    @Test(
        "begins anew where the field is not of the form",
        arguments: [
            "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-01-",
            "ff-\(trace)-\(span)-01",
            "00-\(trace)-\(span)-01-more", "01-\(trace)-\(span)-01more",
            "00-\(trace.uppercased())-\(span)-01",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
            "00-\(trace)x\(span)-01", "00-\(trace)-\(span)-0g", "00_\(trace)_\(span)_01",
            "00-\u{FF14}bf92f3577b34da6a3ce929d0e0e473-\(span)-01",
        ]
    )
    func malformed(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test("a trace that begins here has identifiers of its own, well-formed")
    func root() throws {
        let contexts = (0..<100).map { _ in TraceContext.root(isSampled: false) }
        #expect(Set(contexts.map(\.traceID)).count == 100)
        for context in contexts {
            #expect(TraceContext(traceparent: context.traceparent) == context)
        }
    }

    @Test("a state that is too long is not handed on")
    func longState() {
        let text = "00-\(Self.trace)-\(Self.span)-01"
        #expect(TraceContext(traceparent: text, tracestate: String(repeating: "a", count: 513))?.state == nil)
        #expect(TraceContext(traceparent: text, tracestate: "")?.state == nil)
    }
}
