public import FoundationEssentials
public import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// Server-rendered pages to sign up, sign in, see one's devices and sign out; they work without JavaScript.
///
/// ```swift
/// let pages = try Pages(services: services)
/// pages.addRoutes(to: router)
/// ```
///
/// A visitor holds an opaque session cookie and never a token. Every `POST` must come from a page of this origin
/// and carry the anti-forgery token of a form of this server; `GET` changes nothing. Successful forms answer 303.
public struct Pages: Sendable {
    let services: AuthServices
    let links: PageLinks
    let cookies: PageCookies
    let tokens: FormTokens
    let origin: RequestOrigin
    let renderer: PageRenderer
    let now: @Sendable () -> Date

    /// Puts the pages together.
    ///
    /// - Parameters:
    ///   - services: what the pages act on.
    ///   - path: where the routes are mounted, for example `/auth`; empty for the root.
    ///   - now: the clock that "5 minutes ago" is reckoned by; no decision depends on it.
    /// - Throws: ``ConfigurationError`` when the logo cannot be used, the parser's error when an embedded template is
    ///   broken.
    public init(
        services: AuthServices,
        mountedAt path: String = "",
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        self.services = services
        self.now = now
        let configuration = services.configuration
        links = PageLinks(mountedAt: path)
        cookies = PageCookies(insecure: configuration.allowsInsecureCookies)
        tokens = FormTokens(key: services.formKey)
        origin = RequestOrigin(
            issuer: configuration.issuer,
            acceptsAnyLoopbackName: configuration.allowsInsecureCookies
        )
        renderer = try PageRenderer(configuration)
    }

    /// Adds the routes.
    ///
    /// - Parameter router: the router, or the group at the path that the pages were told.
    public func addRoutes<Context: RequestContext>(to router: some RouterMethods<Context>) {
        let pipeline = PagePipeline<Context>(pages: self)
        router.get("", use: pipeline.page(showHome))
        router.get("login", use: pipeline.page(showLogin))
        router.post("login", use: pipeline.form(from: links.login, submitLogin))
        router.get("login/second-factor", use: pipeline.page(showSecondFactor))
        router.post("login/second-factor", use: pipeline.form(from: links.secondFactor, submitSecondFactor))
        router.get("signup", use: pipeline.page(showSignUp))
        router.post("signup", use: pipeline.form(from: links.signUp, submitSignUp))
        router.post("language", use: pipeline.form(from: links.home, submitLanguage))
        for asset in assets {
            router.get(RouterPath(asset.path)) { request, _ in
                asset.response(to: request, headers: renderer.headers)
            }
        }
        addOneTimeRoutes(to: router, pipeline)
        addAdministrationRoutes(to: router, pipeline)
        addAccountRoutes(to: router, pipeline)
        refuseOtherMethods(on: router)
    }

    private var assets: [PageAsset] { [renderer.brand.icon] + PageAsset.all }

    private func refuseOtherMethods(on router: some RouterMethods) {
        for path: RouterPath in ["login", "login/second-factor", "signup"] {
            router.refuseOtherMethods(path, than: [.get, .post])
        }
        for path in [""] + assets.map(\.path) {
            router.refuseOtherMethods(RouterPath(path), than: [.get])
        }
        router.refuseOtherMethods("language", than: [.post])
    }

    private func showHome(_ visit: PageVisit) async throws -> PageAnswer {
        .redirect(to: try await person(of: visit) == nil ? links.login : links.account)
    }

    /// The account and live session behind the visitor's cookie.
    func person(of visit: PageVisit) async throws -> (account: Account, session: Session)? {
        guard let token = visit.sessionToken else { return nil }
        return try await services.sessions.resume(browserToken: token)
    }

    /// Ends a session of the account; whether there was one to end.
    @discardableResult
    func end(_ id: UUIDv7, of account: Account, as end: SessionEnd) async throws -> Bool {
        do {
            try await services.ending.end(id, of: account.id, as: end)
            return true
        } catch AccountError.sessionNotFound {
            return false
        }
    }

    /// Gives a new session's token to the browser, ends the session that the browser came with, and goes on.
    ///
    /// The token is always one that the server has just made: what the client sent is never adopted.
    func enter(
        _ signIn: SignIn,
        replacing visit: PageVisit,
        goingTo path: LocalPath?
    ) async throws -> PageAnswer {
        if let old = try await person(of: visit) {
            try await end(old.session.id, of: old.account, as: .signedOut)
        }
        var answer = PageAnswer.redirect(to: path?.text ?? links.account)
        if let token = signIn.browserToken {
            answer.setCookies.append(cookies.session(token, of: signIn.session))
        }
        if let token = signIn.deviceToken { answer.setCookies.append(cookies.device.field(token)) }
        return answer
    }
}
