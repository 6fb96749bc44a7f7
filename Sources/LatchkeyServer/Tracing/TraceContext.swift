import Tracing

/// Where a piece of work stands in a trace (W3C Trace Context).
struct TraceContext: Sendable, Equatable {
    /// 32 hexadecimal digits, not all 0.
    let traceID: String
    /// 16 hexadecimal digits, not all 0.
    let spanID: String
    /// Whether somebody before has chosen to record the trace.
    let isSampled: Bool
    /// What other vendors have written into the trace, handed on as it is.
    var state: String?

    /// Begins a trace.
    static func root(isSampled: Bool) -> TraceContext {
        TraceContext(
            traceID: hexadecimal(UInt64.random(in: 1...UInt64.max))
                + hexadecimal(UInt64.random(in: 1...UInt64.max)),
            spanID: makeSpanID(),
            isSampled: isSampled
        )
    }

    /// The next piece of work of the same trace.
    func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.makeSpanID(), isSampled: isSampled, state: state)
    }

    /// As `traceparent` writes it.
    var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func makeSpanID() -> String { hexadecimal(UInt64.random(in: 1...UInt64.max)) }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension TraceContext {
    /// Longer states are dropped whole, as §3.3.1.3 allows.
    private static let longestState = 512

    /// Reads `traceparent` and `tracestate` (W3C Trace Context §3.2, §3.3).
    ///
    /// A version to come is read as far as this one goes. `nil` for what is not of the form: the trace begins here then.
    init?(traceparent: String, tracestate: String? = nil) {
        let octets = Array(traceparent.utf8)
        guard octets.count >= 55, octets[2] == Self.hyphen, octets[35] == Self.hyphen,
            octets[52] == Self.hyphen,
            let version = Self.digits(octets[0..<2]), version != "ff",
            octets.count == 55 || version != "00" && octets[55] == Self.hyphen,
            let trace = Self.digits(octets[3..<35]), trace.contains(where: { $0 != "0" }),
            let span = Self.digits(octets[36..<52]), span.contains(where: { $0 != "0" }),
            let flags = Self.digits(octets[53..<55]).flatMap({ UInt8($0, radix: 16) })
        else { return nil }
        let state = tracestate.flatMap { $0.utf8.count <= Self.longestState && !$0.isEmpty ? $0 : nil }
        self.init(traceID: trace, spanID: span, isSampled: flags & 1 == 1, state: state)
    }

    private static let hyphen = UInt8(ascii: "-")

    /// Lower-case digits only: upper case is no trace context.
    private static func digits(_ octets: ArraySlice<UInt8>) -> String? {
        let isFit = octets.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return isFit ? String(decoding: octets, as: UTF8.self) : nil
    }
}

extension InstrumentationContext {
    private enum TraceContextKey: InstrumentationContextKey {
        typealias Value = TraceContext
    }

    /// Where the work stands in its trace; `nil` outside of any.
    var trace: TraceContext? {
        get { self[TraceContextKey.self] }
        set { self[TraceContextKey.self] = newValue }
    }
}
