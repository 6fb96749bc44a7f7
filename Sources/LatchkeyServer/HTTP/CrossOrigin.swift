import HTTPTypes
import Hummingbird

/// Lets pages of the configured origins use the API (CORS, Fetch §3.2); others get no header that would let them.
///
/// Credentials are allowed, so that the refresh cookie works; origins are compared exactly, and none is a pattern.
/// Preflights are answered here and may be kept for two hours.
struct CrossOrigin<Context: RequestContext>: RouterMiddleware {
    /// As browsers write them: scheme, host and port.
    let origins: [String]

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard !origins.isEmpty else { return try await next(request, context) }
        let origin = allowedOrigin(of: request)
        if let origin, request.method == .options, request.headers[.accessControlRequestMethod] != nil {
            return Self.preflight(for: origin)
        }
        var response = try await next(request, context)
        // Whoever keeps the answer must not hand it to a page of another origin.
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        if let origin {
            Self.allow(origin, on: &response)
            response.headers[.accessControlExposeHeaders] = "ETag, Retry-After, WWW-Authenticate"
        }
        return response
    }

    private func allowedOrigin(of request: Request) -> String? {
        let values = request.headers[values: .origin]
        guard values.count == 1 else { return nil }
        return origins.first { $0.utf8.elementsEqual(values[0].utf8) }
    }

    private static func preflight(for origin: String) -> Response {
        var response = Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, POST, PATCH, DELETE",
                .accessControlAllowHeaders: "Authorization, Content-Type",
                .accessControlMaxAge: "7200",
                .vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
            ]
        )
        allow(origin, on: &response)
        return response
    }

    private static func allow(_ origin: String, on response: inout Response) {
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowCredentials] = "true"
    }
}
