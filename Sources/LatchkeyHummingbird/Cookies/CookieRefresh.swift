public import FoundationEssentials
import HTTPTypes
public import Hummingbird
import LatchkeyJOSE
public import LatchkeyTokens
import Logging

/// Middleware that replaces the access cookie of a visitor who is still there, before it expires.
///
/// Put it behind the ``TokenAuthenticator`` that reads the cookie. When the handler has answered and the token is near
/// its end, the answer sets a new one of the same sign-in, and the CSRF cookie lives on with it.
///
/// ```swift
/// router.add(middleware: TokenAuthenticator(verifier, locations: [cookies.accessLocation]))
/// router.add(middleware: CookieRefresh(issuer, verifier: verifier, cookies: cookies))
/// ```
///
/// It never brings an ended session back:
///
/// - The token is verified again, revocations included, after the handler and after `account` were done.
/// - The new token has session, epoch and `auth_time` of the old one, so a revocation that comes a moment later covers
///   it. Revoke a session until ``revocationEnd(of:)``. A token without a session (`sid`) is not renewed: nothing would
///   take its successors back.
/// - A token of another issuer, which `strategy` may trust as well, is not signed in this one's name.
/// - Nothing is set on an answer that sets or clears one of the cookies itself, nor on an error.
/// - No token reaches past the end of the session: `session_expires`, or a fixed time after the sign-in.
public struct CookieRefresh<Context: TokenRequestContext>: RouterMiddleware {
    private let issuer: TokenIssuer
    private let strategy: any TokenStrategy
    private let cookies: TokenCookies
    private let window: TimeInterval?
    private let sessionLifetime: TimeInterval
    private let isRevoked: @Sendable (AccessToken) async throws -> Bool
    private let now: @Sendable () -> Date
    private let account: @Sendable (AccessToken, TokenGrant) async throws -> TokenGrant?

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - issuer: signs the new tokens.
    ///   - strategy: the authenticator's; asked again before a new token is signed.
    ///   - cookies: where the tokens are.
    ///   - window: how many seconds before its end a token is replaced; in the last half of its life when `nil`.
    ///   - sessionLifetime: seconds from the sign-in to the end of a session whose tokens do not say it.
    ///   - account: reads the account again, as in ``TokenIssuer/refresh(_:at:account:)``; `nil` for no new token.
    ///   - isRevoked: the authenticator's list of revocations that needs I/O, if it has one. When it fails, nothing is
    ///     renewed.
    ///   - now: the clock.
    public init(
        _ issuer: TokenIssuer,
        verifier strategy: any TokenStrategy,
        cookies: TokenCookies = .standard,
        window: TimeInterval? = nil,
        sessionLifetime: TimeInterval = 30 * 86_400,
        account: @escaping @Sendable (AccessToken, TokenGrant) async throws -> TokenGrant? = { $1 },
        isRevoked: @escaping @Sendable (AccessToken) async throws -> Bool = { _ in false },
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.issuer = issuer
        self.strategy = strategy
        self.cookies = cookies
        self.window = window
        self.sessionLifetime = sessionLifetime
        self.isRevoked = isRevoked
        self.now = now
        self.account = account
    }

    /// Passes the request on, and renews the cookie on the answer when it is time.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        guard let text = due(request, context, response) else { return response }
        do {
            return try await renewing(text, request, response)
        } catch let error as TokenError where error.code != .unavailable {
            context.logger.debug("cookie not renewed", metadata: ["code": "\(error.code.rawValue)"])
        } catch {
            context.logger.error("cookie cannot be renewed", metadata: ["error": "\(LogLine(error))"])
        }
        return response
    }

    /// Until when a revocation of the token's session must be remembered: no access token of the session lives longer.
    ///
    /// Any later moment does, too, such as that of a ``RevocationList`` which is told the longest life.
    /// A verifier with a leeway takes tokens that much longer: add it.
    ///
    /// ```swift
    /// revocations.add(.session(sessionID), expiresAt: refresh.revocationEnd(of: token))
    /// ```
    public func revocationEnd(of token: AccessToken) -> Date {
        max(token.expiresAt, sessionEnd(of: token))
    }
}

// MARK: Deciding

extension CookieRefresh {
    /// The text of the access cookie when it is time to replace it, and the answer leaves that open.
    private func due(_ request: Request, _ context: Context, _ response: Response) -> String? {
        guard let token = context.token, token.kind == .access, token.header != nil, token.sessionID != nil,
            isNearItsEnd(token), request.method != .options, response.status.code < 400,
            !cookies.areSet(in: response.headers)
        else { return nil }
        return cookies.access.value(in: request.headers)
    }

    private func isNearItsEnd(_ token: AccessToken) -> Bool {
        let left = token.expiresAt.timeIntervalSince(now())
        if let window { return left <= window }
        guard let issuedAt = Self.issuedAt(token) else { return false }
        return left <= token.expiresAt.timeIntervalSince(issuedAt) / 2
    }

    private func sessionEnd(of token: AccessToken) -> Date {
        if let end = token.sessionExpiresAt { return end }
        return (token.signedInAt ?? .distantPast) + sessionLifetime
    }

    private static func issuedAt(_ token: AccessToken) -> Date? {
        guard let seconds = try? token.payload.integer("iat") else { return nil }
        return Date(timeIntervalSince1970: Double(seconds))
    }
}

// MARK: Renewing

extension CookieRefresh {
    private func renewing(_ text: String, _ request: Request, _ response: Response) async throws -> Response {
        let token = try await verify(text)
        let issued = try await issuer.renew(token, cappedAt: sessionEnd(of: token), at: now()) {
            token,
            grant in
            guard let grant = try await account(token, grant) else { return nil }
            // Last of all, so that nothing slow lies between the question and the signature.
            _ = try await verify(text)
            return grant
        }
        guard issued.expiresAt > token.expiresAt else { return response }
        var response = response
        let csrfToken = cookies.csrfToken(of: request, for: token)
        try cookies.set([issued.with(csrfToken)], on: &response, at: now())
        return response
    }

    private func verify(_ text: String) async throws -> AccessToken {
        let now = now()
        let token: AccessToken
        if let decided = try strategy.decide(text, at: now) {
            token = decided
        } else {
            token = try await strategy.resolve(text, at: now)
        }
        guard try await !isRevoked(token) else { throw TokenError(.revoked) }
        return token
    }
}

extension IssuedToken {
    fileprivate func with(_ csrfToken: String?) -> IssuedToken {
        IssuedToken(
            token: token,
            kind: kind,
            expiresAt: expiresAt,
            expiresIn: expiresIn,
            csrfToken: csrfToken,
            sessionExpiresAt: sessionExpiresAt
        )
    }
}
