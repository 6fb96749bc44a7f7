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
/// Every one of its ``TokenLocation``s is looked at, and two that hold different tokens are refused with 400
/// (RFC 6750 §3.1): what one part of a system takes for the caller must not be somebody else for another. A router, a
/// group or a single route can have an authenticator with places of its own.
///
/// A JWT is verified on the request's own thread, without suspension and without I/O. Only a token that names a key
/// nobody knows makes the request wait, while the verifier's key source is asked once; so does a place in the body, and
/// a revocation list that needs I/O.
///
/// The client learns one of five codes (RFC 6750 §3.1 and the `code` of a ``Problem``); the exact cause goes to the
/// request's log, the token itself never does.
public struct TokenAuthenticator<Context: TokenRequestContext>: RouterMiddleware {
    private let strategy: any TokenStrategy
    private let search: TokenSearch
    /// The short way; `nil` where a request may need the long one.
    private let field: FieldAuthentication?
    private let bodyLimit: Int
    private let csrf: CSRFProtection
    private let isRevoked: (@Sendable (AccessToken) async throws -> Bool)?
    private let now: @Sendable () -> Date

    /// Makes the middleware.
    ///
    /// ```swift
    /// TokenAuthenticator(verifier, isRevoked: { token in try await redis.exists("revoked:\(token.tokenID ?? "")") })
    /// ```
    ///
    /// - Parameters:
    ///   - strategy: says which tokens are good: a ``TokenVerifier`` for JWTs, or another.
    ///   - locations: where a token may stand; each is looked at.
    ///   - bodyLimit: the most octets of a body that are read for a token; a longer body is refused with 413.
    ///   - csrf: what a request must bring whose token came in a cookie; tokens from elsewhere need nothing.
    ///   - isRevoked: a list of revocations that needs I/O, asked after everything else. When it fails the answer is
    ///     503 `unavailable`: a token that may have been revoked does not pass.
    ///   - now: the clock against which tokens expire.
    public init(
        _ strategy: any TokenStrategy,
        locations: [TokenLocation] = [.bearer],
        bodyLimit: Int = 64 * 1024,
        csrf: CSRFProtection = .standard,
        isRevoked: (@Sendable (AccessToken) async throws -> Bool)? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.strategy = strategy
        self.search = TokenSearch(locations, bodyLimit: bodyLimit)
        self.field = isRevoked == nil ? FieldAuthentication(locations, strategy) : nil
        self.bodyLimit = bodyLimit
        self.csrf = csrf
        self.isRevoked = isRevoked
        self.now = now
    }

    /// Verifies the request's token and passes the request on.
    ///
    /// - Throws: a 401 ``Problem`` for a token that is not good, a 400 for a request that carries two.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        // Nearly every request is decided here, from the octets of a header field on, without a suspension point.
        if let field {
            switch try verdict(of: field, on: request, context.logger) {
            case .noToken: return try await next(request, context)
            case .accepted(let token):
                let context = context.holding(token, from: field.location)
                // Nothing to come back for: the answer goes out as the handler made it.
                guard field.isUnknownToCaches else { return try await next(request, context) }
                return field.location.keepingAnswerPrivate(try await next(request, context))
            case .undecided: break
            }
        }
        return try await handleAtLength(request, context, next)
    }

    /// Reads the body, waits for keys and lists, and asks for CSRF tokens, as it takes.
    private func handleAtLength(
        _ request: Request,
        _ context: Context,
        _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var request = request
        var found = try find(in: request, context.logger)
        if search.readsBody(of: request) {
            found = try await find(inBodyOf: &request, besides: found, context.logger)
        }
        guard let found else { return try await next(request, context) }
        let token =
            if let decided = try decide(found.text, context.logger) {
                decided
            } else {
                try await resolve(found.text, context.logger)
            }
        if let isRevoked { try await refuseRevoked(token, isRevoked, context.logger) }
        if found.isFromCookieOnly, let field = try csrfField(of: request, with: token, context.logger) {
            try await requireCSRFToken(in: field, of: &request, with: token, context.logger)
        }
        let context = context.holding(token, from: found.location)
        return found.location.keepingAnswerPrivate(try await next(request, context))
    }
}

extension TokenRequestContext {
    fileprivate func holding(_ token: AccessToken, from location: TokenLocation) -> Self {
        var context = self
        context.token = token
        context.tokenLocation = location
        context.tokenDidChange()
        return context
    }
}

// MARK: Finding

extension TokenAuthenticator {
    private func find(in request: Request, _ logger: @autoclosure () -> Logger) throws(Problem) -> FoundToken?
    {
        do {
            return try search.token(in: request)
        } catch {
            throw refusal(error, logger())
        }
    }

    private func find(
        inBodyOf request: inout Request,
        besides found: FoundToken?,
        _ logger: Logger
    ) async throws -> FoundToken? {
        do {
            return try await search.token(inBodyOf: &request, besides: found)
        } catch let fault as TokenFault {
            throw refusal(fault, logger)
        }
    }

    private func refusal(_ fault: TokenFault, _ logger: Logger) -> Problem {
        let problem = fault.problem
        logger.info(
            "access token refused",
            metadata: ["code": "\(problem.code.rawValue)", "cause": "\(fault)"]
        )
        return problem
    }
}

// MARK: Protecting cookies

extension TokenAuthenticator {
    /// The form field that has to bring the CSRF token, when the request's head leaves that open.
    private func csrfField(
        of request: Request,
        with token: AccessToken,
        _ logger: Logger
    ) throws(Problem) -> String? {
        do throws(CSRFFault) {
            guard case .form(let field) = try csrf.verdict(on: request, with: token) else { return nil }
            return field
        } catch {
            throw error.problem(logger)
        }
    }

    private func requireCSRFToken(
        in field: String,
        of request: inout Request,
        with token: AccessToken,
        _ logger: Logger
    ) async throws(Problem) {
        let form = try await request.wholeBody(upTo: bodyLimit)
        do throws(CSRFFault) {
            try csrf.check(field: field, of: form, with: token)
        } catch {
            throw error.problem(logger)
        }
    }
}

// MARK: Verifying

extension TokenAuthenticator {
    private func verdict(
        of field: FieldAuthentication,
        on request: Request,
        _ logger: @autoclosure () -> Logger
    ) throws(Problem) -> FieldAuthentication.Verdict {
        do throws(FieldAuthentication.Refusal) {
            return try field.verdict(on: request, at: now)
        } catch {
            switch error {
            case .place(let fault): throw refusal(fault, logger())
            case .token(let error): throw refusal(error, logger())
            }
        }
    }

    /// `nil` when it takes more than what is at hand, such as a key that nobody knows yet.
    ///
    /// The logger is looked at for a refusal only: copying it costs, and nearly every token is good.
    private func decide(_ text: String, _ logger: @autoclosure () -> Logger) throws(Problem) -> AccessToken? {
        do throws(TokenError) {
            return try strategy.decide(text, at: now())
        } catch {
            throw refusal(error, logger())
        }
    }

    private func resolve(_ text: String, _ logger: Logger) async throws(Problem) -> AccessToken {
        do throws(TokenError) {
            return try await strategy.resolve(text, at: now())
        } catch {
            throw refusal(error, logger)
        }
    }

    private func refuseRevoked(
        _ token: AccessToken,
        _ isRevoked: @Sendable (AccessToken) async throws -> Bool,
        _ logger: Logger
    ) async throws(Problem) {
        let revoked: Bool
        do {
            revoked = try await isRevoked(token)
        } catch {
            logger.error("revocation cannot be checked", metadata: ["error": "\(LogLine(error))"])
            throw Problem(.unavailable, retryAfter: 1)
        }
        guard !revoked else { throw refusal(TokenError(.revoked), logger) }
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
        return LogLine("\(cause.code): \(cause)").description
    }
}
