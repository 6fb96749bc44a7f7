import Hummingbird
import LatchkeyTokens
import Logging

/// Lets requests pass, and notices where the application forgot to run the service behind the routes.
struct FollowingNotice<Context: RequestContext>: RouterMiddleware {
    let watch: FollowingWatch
    let freshness: RevocationFreshness?
    let logger: Logger

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        watch.notice(freshness, logger)
        return try await next(request, context)
    }
}
