import HTTPTypes
public import Hummingbird

/// The cookies in which browsers carry tokens: access, refresh, and the CSRF token that the page's script reads.
///
/// They are `__Host-`, `Secure`, `HttpOnly` and `SameSite=Lax` with the path `/` and no domain: no other host and no
/// plain-http answer can set them, and no script can read a token. The CSRF cookie alone is readable by scripts.
///
/// ```swift
/// let cookies = TokenCookies.standard
/// try cookies.set(issued, on: &response)                              // one token
/// try cookies.set(pair.access, pair.refresh, on: &response)           // a sign-in
/// cookies.logOut(on: &response)
///
/// router.add(middleware: TokenAuthenticator(verifier, locations: [.bearer, cookies.accessLocation]))
/// ```
///
/// For one sign-in over several subdomains, or a refresh cookie that goes to one path only, say so; those cookies are
/// `__Secure-`, because `__Host-` rules a domain and a path out, and a sibling subdomain could set them:
///
/// ```swift
/// let shared = try TokenCookies(domain: "example.com")
/// let narrow = try TokenCookies(refreshPath: "/auth/refresh")
/// ```
public struct TokenCookies: Sendable {
    /// The most octets of name and value that browsers keep (RFC 6265 §6.1).
    public static let sizeLimit = 4096

    /// Whether the connection is https, as it has to be, or plain http while developing.
    public enum Transport: Sendable {
        /// `Secure`, with a prefix.
        case https
        /// Without `Secure` and without a prefix: for a server that nobody but this machine can reach.
        case insecureOnLoopback
    }

    /// How long a browser keeps the cookies.
    public enum Persistence: Sendable {
        /// As long as the token lives (`Max-Age`).
        case tokenLife
        /// Until the browser is closed, as far as browsers heed it; the token expires by itself.
        case browserSession
    }

    /// The access cookie, as it is set.
    let access: CookieTemplate
    /// The refresh cookie.
    let refresh: CookieTemplate
    /// The CSRF cookie.
    let csrf: CookieTemplate
    private let persistence: Persistence

    /// `__Host-access-token`, `__Host-refresh-token` and `__Host-csrf-token`.
    public static let standard = TokenCookies(
        attributes: CookieTemplate.Attributes(),
        names: ("access-token", "refresh-token", "csrf-token"),
        paths: ("/", "/"),
        persistence: .tokenLife
    )

    /// Makes cookies that differ from ``standard`` in some way.
    ///
    /// - Parameters:
    ///   - accessName: the name of the access cookie without the prefix, which the attributes decide.
    ///   - refreshName: the same for the refresh cookie.
    ///   - csrfName: the same for the CSRF cookie; its path is always `/`, since a page's script reads it.
    ///   - domain: the domain whose subdomains get the cookies, too; `nil` for this host only. Without a leading dot.
    ///   - accessPath: the path below which the access cookie is sent.
    ///   - refreshPath: the path below which the refresh cookie is sent.
    ///   - sameSite: which requests of other sites carry them; `.none` needs `.https`.
    ///   - partitioned: `Partitioned` (CHIPS), for pages inside frames of other sites; needs `.https`.
    ///   - persistence: how long browsers keep them.
    ///   - transport: https, unless for development.
    /// - Throws: ``TokenCookieError`` for a name, domain or path that no cookie has, and for attributes that contradict
    ///   each other.
    public init(
        accessName: String = "access-token",
        refreshName: String = "refresh-token",
        csrfName: String = "csrf-token",
        domain: String? = nil,
        accessPath: String = "/",
        refreshPath: String = "/",
        sameSite: Cookie.SameSite = .lax,
        partitioned: Bool = false,
        persistence: Persistence = .tokenLife,
        transport: Transport = .https
    ) throws(TokenCookieError) {
        let names = [accessName, refreshName, csrfName]
        for name in names where !CookieText.isName(name) { throw .invalidName(name) }
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw .repeatedName(name)
        }
        if let domain, !CookieText.isDomain(domain) { throw .invalidDomain(domain) }
        for path in [accessPath, refreshPath] where !CookieText.isPath(path) { throw .invalidPath(path) }
        let isSecure = transport == .https
        guard isSecure || sameSite != .none else { throw .contradiction("SameSite=None needs Secure") }
        guard isSecure || !partitioned else { throw .contradiction("Partitioned needs Secure") }
        guard isSecure || domain == nil else { throw .contradiction("loopback has no domain") }
        self.init(
            attributes: CookieTemplate.Attributes(
                domain: domain,
                isSecure: isSecure,
                sameSite: sameSite,
                isPartitioned: partitioned
            ),
            names: (accessName, refreshName, csrfName),
            paths: (accessPath, refreshPath),
            persistence: persistence
        )
    }

    private init(
        attributes: CookieTemplate.Attributes,
        names: (access: String, refresh: String, csrf: String),
        paths: (access: String, refresh: String),
        persistence: Persistence
    ) {
        access = CookieTemplate(names.access, path: paths.access, attributes)
        refresh = CookieTemplate(names.refresh, path: paths.refresh, attributes)
        csrf = CookieTemplate(names.csrf, path: "/", attributes, isReadableByScripts: true)
        self.persistence = persistence
    }

    /// The name of the access cookie, with its prefix.
    public var accessName: String { access.name }
    /// The name of the refresh cookie, with its prefix.
    public var refreshName: String { refresh.name }
    /// The name of the CSRF cookie, with its prefix; the page's script looks for it.
    public var csrfName: String { csrf.name }

    /// Where an authenticator finds the access token.
    public var accessLocation: TokenLocation { .cookie(accessName) }
    /// Where an authenticator finds the refresh token.
    public var refreshLocation: TokenLocation { .cookie(refreshName) }

    /// Whether an answer sets or clears one of the cookies, or has the browser forget them all.
    func areSet(in headers: HTTPFields) -> Bool {
        [access, refresh, csrf].contains { $0.isSet(in: headers) }
            || headers.contains { $0.name.canonicalName == "clear-site-data" }
    }

    /// `nil` for a cookie that goes with the browser's session.
    func maxAge(_ seconds: Int) -> Int? { persistence == .tokenLife ? seconds : nil }
}
