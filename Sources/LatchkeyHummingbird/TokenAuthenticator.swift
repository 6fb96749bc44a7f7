public import FoundationEssentials
public import Hummingbird
import LatchkeyJOSE
public import LatchkeyTokens
import Logging

/// Middleware that finds the request's token, verifies it and puts it into the context.
///
/// It decides nothing: without a token the request goes on with `context.token == nil`, and ``RequireToken`` or
/// the handler says whether that is enough. A bad token is refused at once with 401, also on routes that need none,
/// so that a client with a stale token notices.
///
/// ```swift
/// let router = Router(context: BasicTokenRequestContext.self)
/// router.add(middleware: TokenAuthenticator(verifier))
/// router.get("welcome") { _, context in "Hello \(context.token?.subject ?? "stranger")" }
/// ```
///
/// Verification happens on the request's own thread, without suspension and without I/O. Only a token that names a
/// key nobody knows makes the request wait, while the verifier's key source is asked once.
///
/// The client learns one of five codes (RFC 6750 §3.1 and the `code` of a ``Problem``); the exact cause goes to the
/// request's log, the token itself never does.
public struct TokenAuthenticator<Context: TokenRequestContext>: RouterMiddleware {
    private let strategy: any TokenStrategy
    private let locations: [TokenLocation]
    private let now: @Sendable () -> Date

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - strategy: says which tokens are good: a ``TokenVerifier`` for JWTs, or another.
    ///   - locations: where a token may stand; the first place that holds one counts.
    ///   - now: the clock against which tokens expire.
    public init(
        _ strategy: any TokenStrategy,
        locations: [TokenLocation] = [.bearer],
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.strategy = strategy
        self.locations = locations
        self.now = now
    }

    /// Verifies the request's token and passes the request on.
    ///
    /// - Throws: a 401 ``Problem`` for a token that is not good.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let text = try find(in: request, context.logger) else {
            return try await next(request, context)
        }
        var context = context
        do throws(TokenError) {
            let now = now()
            if let token = try strategy.decide(text, at: now) {
                context.token = token
            } else {
                context.token = try await strategy.resolve(text, at: now)
            }
        } catch {
            throw refusal(error, context.logger)
        }
        return try await next(request, context)
    }

    private func find(in request: Request, _ logger: Logger) throws(Problem) -> String? {
        do throws(TokenFault) {
            for location in locations {
                if let text = try location.token(in: request) { return text }
            }
            return nil
        } catch {
            logger.info("access token refused", metadata: ["code": "token_malformed", "cause": "\(error)"])
            throw Problem(.tokenMalformed)
        }
    }

    private func refusal(_ error: TokenError, _ logger: Logger) -> Problem {
        // An expired token is everyday life; every other refusal is worth a line in an ordinary log.
        logger.log(
            level: error.code == .expired ? .debug : .info,
            "access token refused",
            metadata: ["code": "\(error.code.rawValue)", "cause": "\(cause(of: error))"]
        )
        return Problem(error)
    }

    /// The exact cause in one bounded line: it may quote the token's own issuer, audience or key identifier.
    private func cause(of error: TokenError) -> String {
        guard let cause = error.cause else { return error.code.rawValue }
        let line = "\(cause.code): \(cause)".unicodeScalars.prefix(300)
        return String(
            String.UnicodeScalarView(line.map { $0.properties.generalCategory == .control ? " " : $0 })
        )
    }
}
