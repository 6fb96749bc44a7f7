import LatchkeyJOSE
import Tracing

/// Writes spans as OTLP in JSON, as every OpenTelemetry collector takes it over HTTP.
enum OTLPSpans {
    static func write(_ spans: [RecordedSpan.Record]) throws -> JSONObject {
        try object([
            (
                "resourceSpans",
                .array([
                    .object(
                        try object([
                            ("resource", .object(try resource())),
                            ("scopeSpans", .array([.object(try scope(spans))])),
                        ])
                    )
                ])
            )
        ])
    }

    private static func resource() throws -> JSONObject {
        try object([("attributes", .array([.object(try attribute("service.name", "latchkey"))]))])
    }

    private static func scope(_ spans: [RecordedSpan.Record]) throws -> JSONObject {
        try object([
            ("scope", .object(try object([("name", .string("latchkey"))]))),
            ("spans", .array(try spans.map { .object(try span($0)) })),
        ])
    }

    private static func span(_ span: RecordedSpan.Record) throws -> JSONObject {
        var attributes: [JSONValue] = []
        span.attributes.forEach { name, value in
            guard let attribute = try? attribute(name, value) else { return }
            attributes.append(.object(attribute))
        }
        var members: [(name: String, value: JSONValue)] = [
            ("traceId", .string(span.trace.traceID)), ("spanId", .string(span.trace.spanID)),
            ("name", .string(span.name)), ("kind", .integer(kind(span.kind))),
            ("startTimeUnixNano", .string(String(span.began))),
            ("endTimeUnixNano", .string(String(span.ended))), ("attributes", .array(attributes)),
        ]
        if let parent = span.parent { members.append(("parentSpanId", .string(parent))) }
        if let state = span.trace.state { members.append(("traceState", .string(state))) }
        if span.hasFailed {
            members.append(("status", .object(try object([("code", .integer(2))]))))
        }
        return try object(members)
    }

    private static func attribute(_ name: String, _ value: SpanAttribute) throws -> JSONObject {
        let typed: (name: String, value: JSONValue) =
            switch value {
            case .int32(let number): ("intValue", .string(String(number)))
            case .int64(let number): ("intValue", .string(String(number)))
            case .double(let number): ("doubleValue", .double(number))
            case .bool(let flag): ("boolValue", .bool(flag))
            case .string(let text): ("stringValue", .string(text))
            default: ("stringValue", .string("\(value)"))
            }
        return try object([("key", .string(name)), ("value", .object(try object([typed])))])
    }

    private static func kind(_ kind: SpanKind) -> Int64 {
        switch kind {
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        default: 1
        }
    }

    private static func object(_ members: [(name: String, value: JSONValue)]) throws -> JSONObject {
        try JSONObject(members: members)
    }
}
