public import FoundationEssentials
public import Hummingbird
import Logging

/// Middleware that lets only requests with a sufficient token through.
///
/// Put it behind ``TokenAuthenticator``. Without requirements any good token passes; with several, all must be met.
///
/// ```swift
/// router.group("notes")
///     .add(middleware: RequireToken(.scope("notes:read")))
///     .get { _, context in try await notes.list(for: context.requireToken().subject) }
/// ```
///
/// A request without a token gets 401 with a bare Bearer challenge, one with a token that falls short 403 with a
/// challenge that names what is missing (RFC 6750 §3.1, RFC 9470 §3). It decides from the token in the context,
/// without I/O. `OPTIONS` passes: a browser's preflight never carries a token.
public struct RequireToken<Context: TokenRequestContext>: RouterMiddleware {
    private let requirements: [TokenRequirement]
    private let now: @Sendable () -> Date

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - requirements: what the token must carry; all of it.
    ///   - now: the clock against which freshness is measured.
    public init(_ requirements: TokenRequirement..., now: @escaping @Sendable () -> Date = { Date() }) {
        self.requirements = requirements
        self.now = now
    }

    /// Passes the request on when its token is sufficient.
    ///
    /// - Throws: a 401 or 403 ``Problem``.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method != .options else { return try await next(request, context) }
        let token = try context.requireToken()
        let now = now()
        for requirement in requirements {
            guard let refusal = requirement.refusal(of: token, at: now) else { continue }
            context.logger.debug("access token insufficient", metadata: ["required": "\(requirement)"])
            throw refusal
        }
        return try await next(request, context)
    }
}
