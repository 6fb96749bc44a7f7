public import FoundationEssentials
public import Hummingbird
public import LatchkeyTokens
import Logging

/// Middleware that lets only requests with a sufficient token through.
///
/// Put it behind ``TokenAuthenticator``. Without requirements any good access token passes; with several, all must be
/// met. Other kinds of token pass only where ``TokenRequirement/kind(_:)`` names them.
///
/// ```swift
/// router.group("notes")
///     .add(middleware: RequireToken(.scope("notes:read")))
///     .get { _, context in try await notes.list(for: context.requireToken().subject) }
/// ```
///
/// A request without a token gets 401 with a bare Bearer challenge, one with a token that falls short an answer that
/// says what is missing, as ``TokenRequirement`` lists them. It decides from the token in the context, without I/O.
/// `OPTIONS` passes: a browser's preflight never carries a token.
public struct RequireToken<Context: TokenRequestContext>: RouterMiddleware {
    private let requirement: TokenRequirement
    private let now: @Sendable () -> Date

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - requirements: what the token must carry; all of it.
    ///   - now: the clock against which freshness is measured.
    public init(_ requirements: TokenRequirement..., now: @escaping @Sendable () -> Date = { Date() }) {
        self.requirement = .guarding(requirements)
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
        try context.check(requirement, at: now())
        return try await next(request, context)
    }
}

extension TokenRequestContext {
    /// The verified token, when it carries what is required; for conditions that only a handler knows.
    ///
    /// ```swift
    /// router.delete("notes/{id}") { request, context in
    ///     let token = try context.require(.scope("notes:delete") && .fresh)
    ///     let note = try await notes.find(context.parameters.require("id"))
    ///     if note.owner != token.subject { try context.require(.role("admin")) }
    /// ```
    ///
    /// - Parameters:
    ///   - requirement: what the token must carry; an access token unless kinds are named.
    ///   - now: the moment at which freshness is measured.
    /// - Returns: the token.
    /// - Throws: the 401 or 403 ``Problem`` that ``RequireToken`` would answer with.
    @discardableResult
    public func require(_ requirement: TokenRequirement, at now: Date = Date()) throws(Problem) -> AccessToken
    {
        try check(.guarding([requirement]), at: now)
    }

    /// The verified access token, for handlers that cannot do without one.
    ///
    /// ```swift
    /// router.get("me") { _, context in try context.requireToken().subject }
    /// ```
    ///
    /// - Parameter kind: what the token has to be for.
    /// - Returns: the token.
    /// - Throws: a 401 ``Problem`` with the code `token_missing` when no token came, `token_invalid` for one of another
    ///   kind.
    public func requireToken(_ kind: TokenKind = .access) throws(Problem) -> AccessToken {
        guard let token else { throw Problem(.tokenMissing) }
        guard token.kind == kind else { throw Problem(.tokenInvalid) }
        return token
    }

    @discardableResult
    fileprivate func check(_ requirement: TokenRequirement, at now: Date) throws(Problem) -> AccessToken {
        guard let token else { throw Problem(.tokenMissing) }
        guard let shortfall = requirement.shortfall(of: token, at: now) else { return token }
        logger.debug("access token insufficient", metadata: ["required": "\(requirement)"])
        throw shortfall.problem
    }
}
