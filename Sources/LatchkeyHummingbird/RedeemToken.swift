public import FoundationEssentials
public import Hummingbird
public import LatchkeyTokens
import Logging

/// Middleware that redeems the request's one-time JWT, so that exactly one request with it reaches the handler.
///
/// Put it behind ``TokenAuthenticator`` with a verifier of `kinds: [.oneTime]`. Of parallel requests one passes, every
/// other gets 401 `token_revoked`; a token of another kind or purpose gets 401 `token_invalid` and stays unspent.
///
/// ```swift
/// router.group("downloads")
///     .add(middleware: TokenAuthenticator(oneTimeVerifier, locations: [.query("token")]))
///     .add(middleware: RedeemToken(tokens, purpose: "download"))
///     .post { _, context in try context.requireToken(.oneTime).subject }
/// ```
///
/// The token is spent before the handler begins and stays spent when it fails. Mail scanners and previews follow every
/// link: what a link opens should show a button whose `POST` redeems. `OPTIONS` passes: a browser's preflight never
/// carries a token.
public struct RedeemToken<Context: TokenRequestContext>: RouterMiddleware {
    private let tokens: OneTimeTokens
    private let purpose: OneTimePurpose
    private let now: @Sendable () -> Date

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - tokens: knows which tokens are unspent.
    ///   - purpose: what a token must be for (`flag`).
    ///   - now: the time of redemption.
    public init(
        _ tokens: OneTimeTokens,
        purpose: OneTimePurpose,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.tokens = tokens
        self.purpose = purpose
        self.now = now
    }

    /// Redeems the token and passes the request on.
    ///
    /// - Throws: a 401 ``Problem`` for a token that is missing, spent or of another purpose; 503 when the store fails.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method != .options else { return try await next(request, context) }
        let token = try context.requireToken(.oneTime)
        do throws(OneTimeTokenError) {
            try await tokens.redeem(token, purpose: purpose, at: now())
        } catch {
            context.logger.info("one-time token refused", metadata: ["cause": "\(LogLine(error))"])
            // The signature is good, so its holder may know that it was.
            throw error == .unknownOrSpent ? Problem(.tokenRevoked) : Problem(error)
        }
        return try await next(request, context)
    }
}

extension OneTimeTokens {
    /// Redeems the opaque one-time token that stands in a place of the request.
    ///
    /// ```swift
    /// router.post("password-reset/confirm") { request, context in
    ///     var request = request
    ///     let token = try await tokens.redeem(from: &request, at: .form("token"), purpose: .passwordReset)
    ///     let form = try await request.decode(as: NewPassword.self, context: context)
    ///     try await accounts.setPassword(form.password, of: token.subject)
    ///     return HTTPResponse.Status.noContent
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - request: the request; a body that was read for the token stays readable.
    ///   - location: where the token stands.
    ///   - purpose: what it must be for.
    ///   - binding: the binding it must have; `nil` when it must have none.
    ///   - bodyLimit: the most octets of a body that are read for the token.
    ///   - now: the time of redemption.
    /// - Returns: what the token stands for.
    /// - Throws: a ``Problem``: 401 for a token that is missing, malformed, expired or not good, 400 or 413 for a request
    ///   that cannot be read, 503 when the store fails.
    public func redeem(
        from request: inout Request,
        at location: TokenLocation,
        purpose: OneTimePurpose,
        binding: String? = nil,
        bodyLimit: Int = 64 * 1024,
        now: Date = Date()
    ) async throws -> OneTimeToken {
        guard let text = try await text(in: &request, at: location, bodyLimit) else {
            throw Problem(.tokenMissing)
        }
        do throws(OneTimeTokenError) {
            return try await redeem(text, purpose: purpose, binding: binding, at: now)
        } catch {
            throw Problem(error)
        }
    }

    private func text(
        in request: inout Request,
        at location: TokenLocation,
        _ bodyLimit: Int
    ) async throws -> String? {
        let search = TokenSearch([location], bodyLimit: bodyLimit)
        do {
            let found = try search.token(in: request)
            guard search.readsBody(of: request) else { return found?.text }
            return try await search.token(inBodyOf: &request, besides: found)?.text
        } catch let fault as TokenFault {
            throw fault.problem
        }
    }
}

extension Problem {
    /// The answer for a refused one-time token: the client learns the code and never the cause.
    public init(_ error: OneTimeTokenError) {
        self.init(TokenError(error.clientCode))
    }
}
