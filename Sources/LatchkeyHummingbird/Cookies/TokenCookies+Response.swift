public import FoundationEssentials
import HTTPTypes
public import Hummingbird
public import LatchkeyTokens

extension TokenCookies {
    /// Sets the cookies of one or more tokens, and the CSRF cookie when they were issued with one.
    ///
    /// The kind of a token says its cookie. `Max-Age` is what is left of the token's life; the CSRF cookie stays as long
    /// as the longest of them, or the session. The answer must not be stored (`Cache-Control: no-store`).
    ///
    /// ```swift
    /// try cookies.set(pair.access, pair.refresh, on: &response)
    /// ```
    ///
    /// - Parameters:
    ///   - tokens: access and refresh tokens.
    ///   - response: the answer.
    ///   - now: from when on their life is counted.
    /// - Throws: ``TokenCookieError``, such as ``TokenCookieError/tooLarge(name:octets:)`` for a token with more claims
    ///   than a cookie can carry; the answer then is as it was.
    public func set(
        _ tokens: IssuedToken...,
        on response: inout Response,
        at now: Date = Date()
    ) throws(TokenCookieError) {
        try set(tokens, on: &response, at: now)
    }

    /// Sets the cookies of a sign-in.
    ///
    /// ```swift
    /// try cookies.set(issuer.issuePair(grant, refreshLifetime: 30 * 86_400, at: .now), on: &response)
    /// ```
    ///
    /// - Throws: ``TokenCookieError``; the answer then is as it was.
    public func set(
        _ pair: TokenPair,
        on response: inout Response,
        at now: Date = Date()
    ) throws(TokenCookieError) {
        try set([pair.access, pair.refresh], on: &response, at: now)
    }

    /// Sets the access cookie of an opaque session, and the CSRF cookie.
    ///
    /// ```swift
    /// let secret = CSRFToken.random()
    /// let started = try await sessions.start(TokenGrant(subject: "ada", csrfToken: secret), at: .now)
    /// try cookies.set(started, csrfToken: secret, on: &response)
    /// ```
    ///
    /// - Parameters:
    ///   - started: the session with its text.
    ///   - csrfToken: that of the session's grant; `nil` leaves the CSRF cookie as it is, after a renewal for example.
    ///   - response: the answer.
    ///   - now: from when on the session's life is counted, to its absolute end.
    /// - Throws: ``TokenCookieError``; the answer then is as it was.
    public func set(
        _ started: StartedSession,
        csrfToken: String? = nil,
        on response: inout Response,
        at now: Date = Date()
    ) throws(TokenCookieError) {
        let end = started.session.expiresAt
        let token = IssuedToken(
            token: started.token,
            expiresAt: end,
            expiresIn: Self.seconds(from: now, to: end),
            csrfToken: csrfToken
        )
        try set([token], on: &response, at: now)
    }

    /// Takes all three cookies away: same names, domain and paths.
    public func clear(on response: inout Response) {
        for cookie in [access, refresh, csrf] { cookie.write(cookie.clearingField, to: &response.headers) }
        response.headers[.cacheControl] = "no-store"
    }

    /// Takes the cookies away and asks the browser to forget what it kept of this site (`Clear-Site-Data`).
    ///
    /// End the session, too, for example in a ``RevocationList``: whoever copied a cookie can still use it.
    ///
    /// ```swift
    /// router.post("logout") { _, context in
    ///     var response = Response(status: .noContent)
    ///     cookies.logOut(on: &response)
    ///     return response
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - response: the answer.
    ///   - siteData: what else to forget. `.cookies` takes away the cookies of every subdomain, of other applications,
    ///     too.
    public func logOut(on response: inout Response, clearing siteData: [SiteData] = [.cache, .storage]) {
        clear(on: &response)
        guard !siteData.isEmpty, let name = HTTPField.Name("Clear-Site-Data") else { return }
        response.headers[name] = siteData.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    }

    /// What a browser keeps of a site (Clear Site Data §3.1).
    public enum SiteData: String, Sendable {
        /// Stored answers.
        case cache
        /// Every cookie of the registrable domain.
        case cookies
        /// Local storage, databases, service workers.
        case storage
    }

    func set(
        _ tokens: [IssuedToken],
        on response: inout Response,
        at now: Date
    ) throws(TokenCookieError) {
        var headers = response.headers
        for token in tokens {
            let cookie = try cookie(of: token.kind)
            let life = maxAge(Self.seconds(from: now, to: token.expiresAt))
            cookie.write(try cookie.field(token.token, maxAge: life), to: &headers)
        }
        if let secret = try Self.csrfToken(of: tokens) {
            let end = tokens.map { max($0.expiresAt, $0.sessionExpiresAt ?? $0.expiresAt) }.max() ?? now
            let life = maxAge(Self.seconds(from: now, to: end))
            csrf.write(try csrf.field(secret, maxAge: life), to: &headers)
        }
        headers[.cacheControl] = "no-store"
        response.headers = headers
    }

    private func cookie(of kind: TokenKind) throws(TokenCookieError) -> CookieTemplate {
        switch kind {
        case .access: access
        case .refresh: refresh
        default: throw .kindWithoutCookie(kind.type)
        }
    }

    private static func csrfToken(of tokens: [IssuedToken]) throws(TokenCookieError) -> String? {
        let secrets = tokens.compactMap(\.csrfToken)
        guard secrets.allSatisfy({ $0.utf8.elementsEqual(secrets[0].utf8) }) else { throw .csrfTokensDiffer }
        return secrets.first
    }

    /// Whole seconds, none when the time is over.
    private static func seconds(from now: Date, to end: Date) -> Int {
        Int(exactly: min(max(0, end.timeIntervalSince(now)), 3_155_760_000).rounded(.down)) ?? 0
    }
}

extension Response {
    /// Sets the cookies of tokens on the answer.
    ///
    /// ```swift
    /// try response.setTokenCookies(.standard, issued)
    /// ```
    ///
    /// - Throws: ``TokenCookieError``; the answer then is as it was.
    public mutating func setTokenCookies(
        _ cookies: TokenCookies,
        _ tokens: IssuedToken...,
        at now: Date = Date()
    ) throws(TokenCookieError) {
        try cookies.set(tokens, on: &self, at: now)
    }

    /// Takes the token cookies away.
    ///
    /// ```swift
    /// response.clearTokenCookies(.standard)
    /// ```
    public mutating func clearTokenCookies(_ cookies: TokenCookies) {
        cookies.clear(on: &self)
    }
}
