public import FoundationEssentials
public import Hummingbird
public import LatchkeyTokens
import Logging

/// The route at which a refresh token buys a new access token.
///
/// For systems that keep no sessions: the refresh token is a JWT of the kind `.refresh`. The guard in front of it takes
/// refresh tokens and nothing else; on every other route they are refused.
///
/// ```swift
/// let refreshTokens = TokenVerifier(keys: keys, issuer: issuer, audience: audience, kinds: [.refresh])
/// let refresh = TokenRefresh(tokenIssuer, cookies: cookies) { token, grant in
///     guard let account = try await accounts.find(token.subject), account.isOpen else { return nil }
///     var grant = grant
///     grant.roles = account.roles
///     return grant
/// }
/// router.group("refresh")
///     .add(middleware: TokenAuthenticator(
///         refreshTokens, locations: [cookies.refreshLocation, .json("refresh_token")]))
///     .post(use: refresh.answer)
/// ```
///
/// A token that came in the cookie is answered with the cookie alone; otherwise the answer is that of RFC 6749 §5.1:
///
/// ```json
/// {"access_token": "eyJ…", "token_type": "Bearer", "expires_in": 900}
/// ```
///
/// A refused account gets 401 `refresh_invalid`, and its cookies are taken away.
public struct TokenRefresh: Sendable {
    private let issuer: TokenIssuer
    private let cookies: TokenCookies?
    private let now: @Sendable () -> Date
    private let account: @Sendable (AccessToken, TokenGrant) async throws -> TokenGrant?

    /// Makes the route.
    ///
    /// - Parameters:
    ///   - issuer: signs the new tokens.
    ///   - cookies: where browsers keep theirs; `nil` for applications without cookies.
    ///   - now: the clock.
    ///   - account: reads the account again; see ``TokenIssuer/refresh(_:at:account:)``.
    public init(
        _ issuer: TokenIssuer,
        cookies: TokenCookies? = nil,
        now: @escaping @Sendable () -> Date = { Date() },
        account: @escaping @Sendable (AccessToken, TokenGrant) async throws -> TokenGrant?
    ) {
        self.issuer = issuer
        self.cookies = cookies
        self.now = now
        self.account = account
    }

    /// Answers a request whose refresh token has been verified.
    ///
    /// - Throws: a 401 ``Problem`` without a token, for a token of another kind and for a refused account.
    public func answer(_ request: Request, context: some TokenRequestContext) async throws -> Response {
        let token = try context.requireToken(.refresh)
        let answer = RefreshAnswer(cookies: cookies, for: context.tokenLocation, in: request)
        do {
            let issued = try await issuer.refresh(token, at: now(), account: account)
            return try answer.tokens([issued], at: now())
        } catch let error as TokenError {
            context.logger.info("refresh refused", metadata: ["code": "\(error.code.rawValue)"])
            switch error.code {
            // Nothing is known against the token: the browser keeps its cookies and tries again.
            case .invalid, .unavailable: throw Problem(error)
            default: throw answer.refusal(error.code)
            }
        }
    }
}
