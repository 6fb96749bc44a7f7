import HTTPTypes
import Hummingbird

/// Tells browsers to come back by https only (RFC 6797), on every answer of a server whose issuer is https.
struct StrictTransportSecurity<Context: RequestContext>: RouterMiddleware {
    /// How long they keep to it; 0 to say nothing of it.
    let seconds: Int

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.strictTransportSecurity] = seconds > 0 ? "max-age=\(seconds)" : nil
        return response
    }
}
