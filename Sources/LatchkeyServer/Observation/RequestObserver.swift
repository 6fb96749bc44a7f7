import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import Logging
import Tracing

/// Sees every request and its answer, whatever becomes of it: counts it, puts it into its trace, and writes it down
/// where that is wanted.
struct RequestObserver<Context: RequestContext>: RouterMiddleware {
    let metrics: RequestMetrics
    /// Whether anybody records spans.
    let isTracing: Bool

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard isTracing else {
            // A trace that others record: its name in the log leads from theirs to ours.
            let header = HeaderExtractor().extract(key: "traceparent", from: request.headers)
            let trace = header.flatMap { TraceContext(traceparent: $0) }
            return try await observe(request, context.logging(trace), nil, next: next)
        }
        var outer = InstrumentationContext.topLevel
        InstrumentationSystem.instrument.extract(request.headers, into: &outer, using: HeaderExtractor())
        return try await withSpan(request.method.rawValue, context: outer, ofKind: .server) { span in
            try await observe(request, context.logging(span.context.trace), span, next: next)
        }
    }

    private func observe(
        _ request: Request,
        _ context: Context,
        _ span: (any Span)?,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        metrics.begin()
        do {
            let response = try await next(request, context)
            end(request, context, span, response.status, since: start)
            return response
        } catch {
            // What is thrown this far out ends as the connection's matter.
            let status = (error as? any HTTPResponseError)?.status ?? .internalServerError
            end(request, context, span, status, since: start)
            throw error
        }
    }

    private func end(
        _ request: Request,
        _ context: Context,
        _ span: (any Span)?,
        _ status: HTTPResponse.Status,
        since start: ContinuousClock.Instant
    ) {
        let route = RequestMetrics.route(context.endpointPath)
        let duration = ContinuousClock.now - start
        metrics.end(route: route, method: request.method, status: status.code, duration: duration)
        if let span { describe(request, route, status, in: span) }
        guard context.logger.logLevel <= .info else { return }
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(route)", "status": "\(status.code)",
                "ms": "\(Self.milliseconds(duration))",
            ]
        )
    }

    /// By the words of OpenTelemetry; nothing that stood in the request, which may be a secret.
    private func describe(
        _ request: Request,
        _ route: String,
        _ status: HTTPResponse.Status,
        in span: any Span
    ) {
        span.operationName = "\(request.method.rawValue) \(route)"
        span.attributes["http.request.method"] = request.method.rawValue
        span.attributes["http.route"] = route
        span.attributes["http.response.status_code"] = status.code
        if status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        (duration / .microseconds(1)).rounded() / 1000
    }
}

extension RequestContext {
    /// The same context, with the trace in every line that it logs.
    fileprivate func logging(_ trace: TraceContext?) -> Self {
        guard let trace else { return self }
        var context = self
        context.logger[metadataKey: "trace_id"] = "\(trace.traceID)"
        context.logger[metadataKey: "span_id"] = "\(trace.spanID)"
        return context
    }
}
