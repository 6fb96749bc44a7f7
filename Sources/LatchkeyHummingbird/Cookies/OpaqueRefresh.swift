public import FoundationEssentials
public import Hummingbird
public import LatchkeyTokens
import Logging

/// The route at which an opaque refresh token buys a new pair.
///
/// For applications with sessions of their own: what the token is worth, and that it is used once, is up to `exchange`.
///
/// ```swift
/// let refresh = OpaqueRefresh(cookies: cookies, locations: [cookies.refreshLocation, .json("refresh_token")]) { text in
///     try await sessions.rotate(text)      // nil: unknown, used before, or of a closed account
/// }
/// router.post("refresh", use: refresh.answer)
/// ```
///
/// Nothing binds an opaque token to a CSRF token, so a request that brings it in a cookie has to name this origin
/// (`Origin` or `Sec-Fetch-Site`), as every browser does with a POST.
public struct OpaqueRefresh: Sendable {
    private let search: TokenSearch
    private let cookies: TokenCookies?
    private let origin: RequestOrigin
    private let now: @Sendable () -> Date
    private let exchange: @Sendable (String) async throws -> TokenPair?

    /// Makes the route.
    ///
    /// - Parameters:
    ///   - cookies: where browsers keep their tokens; `nil` for applications without cookies.
    ///   - locations: where a refresh token may stand.
    ///   - bodyLimit: the most octets of a body that are read for a token.
    ///   - csrf: says which origins may cause the request.
    ///   - now: the clock.
    ///   - exchange: gets the token's text; returns the new pair, or `nil` to refuse.
    public init(
        cookies: TokenCookies? = nil,
        locations: [TokenLocation] = [.json("refresh_token")],
        bodyLimit: Int = 64 * 1024,
        csrf: CSRFProtection = .standard,
        now: @escaping @Sendable () -> Date = { Date() },
        exchange: @escaping @Sendable (String) async throws -> TokenPair?
    ) {
        search = TokenSearch(locations, bodyLimit: bodyLimit)
        self.cookies = cookies
        origin = csrf.origin
        self.now = now
        self.exchange = exchange
    }

    /// Finds the refresh token, exchanges it and answers.
    ///
    /// - Throws: a 401 ``Problem`` without a token and for one that buys nothing, 403 for a request of another origin.
    public func answer(_ request: Request, context: some RequestContext) async throws -> Response {
        var request = request
        guard let found = try await find(in: &request) else { throw Problem(.tokenMissing) }
        if found.location.isCookie { try requireOwnOrigin(of: request, context.logger) }
        let answer = RefreshAnswer(cookies: cookies, for: found.location, in: request)
        guard let pair = try await exchange(found.text) else { throw answer.refusal(.invalid) }
        return try answer.tokens([pair.access, pair.refresh], at: now())
    }

    private func find(in request: inout Request) async throws -> FoundToken? {
        do {
            let found = try search.token(in: request)
            guard search.readsBody(of: request) else { return found }
            return try await search.token(inBodyOf: &request, besides: found)
        } catch let fault as TokenFault {
            throw fault.problem
        }
    }

    private func requireOwnOrigin(of request: Request, _ logger: Logger) throws(Problem) {
        switch origin.verdict(on: request) {
        case .own: return
        case .unknown: throw CSRFFault.unknownOrigin.problem(logger)
        case .foreign(let reason): throw CSRFFault.foreignOrigin(reason).problem(logger)
        }
    }
}
