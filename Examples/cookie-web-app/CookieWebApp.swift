// Pages for browsers: the token is in a cookie that no script can read, forms carry a CSRF token, the cookie is renewed
// while its owner is there, and logging out ends the session. No page needs JavaScript.
//
//   swift run --package-path Examples cookie-web-app        # then open http://127.0.0.1:8084 and sign in as ada

import Foundation
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

@main
struct CookieWebApp {
    static func main() async throws {
        // On plain http, for this machine only. Behind https it is TokenCookies.standard.
        let cookies = try TokenCookies(transport: .insecureOnLoopback)
        let router = try router(cookies, LoginFormProtection(transport: .insecureOnLoopback))
        let address = BindAddress.hostname("127.0.0.1", port: 8084)
        try await Application(router: router, configuration: .init(address: address)).runService()
    }
}

struct LoginFields: Decodable {
    let name: String
    let form_token: String
}

/// A page with a form and its hidden field, which shows that the form is ours.
func page(
    _ title: String,
    _ action: String,
    _ hidden: String,
    _ value: String,
    input: String = ""
) -> Response {
    let html = """
        <!doctype html><title>\(title)</title><form method=post action=\(action)>\(input)
        <input type=hidden name=\(hidden) value="\(value)"><button>\(title)</button></form>
        """
    return Response(
        status: .ok,
        headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: html))
    )
}

func router(
    _ cookies: TokenCookies,
    _ loginForm: LoginFormProtection,
    now: @escaping @Sendable () -> Date = { Date() }
) throws -> Router<BasicTokenRequestContext> {
    let (key, name, lifetime) = (try JWK.generate(.es256), "cookie-web-app", 30 * 86_400.0)
    let revocations = RevocationList()
    let tokenIssuer = try TokenIssuer(key: key, issuer: name, audience: [name])
    let verifier = TokenVerifier(key: key, issuer: name, audience: name, revocations: revocations)
    let (places, csrf) = ([cookies.accessLocation], try CSRFProtection(formField: "csrf_token"))

    let router = Router(context: BasicTokenRequestContext.self)
    // Before the authenticator, so that a cookie whose session has ended does not keep its owner from signing in.
    router.get("login") { request, _ in
        let form = loginForm.form(for: request)
        var response = page("Sign in", "/login", "form_token", form.token, input: "<input name=name>")
        form.set(on: &response)
        return response
    }
    router.post("login") { request, context in
        let form = URLEncodedFormDecoder()
        let fields = try await form.decode(LoginFields.self, from: request, context: context)
        try loginForm.require(fields.form_token, with: request, logger: context.logger)
        // bearer-api shows how a password is checked.
        guard fields.name == "ada" else { throw Problem(.invalidCredentials) }
        var grant = TokenGrant(subject: fields.name, authenticatedAt: now(), csrfToken: CSRFToken.random())
        (grant.sessionID, grant.sessionExpiresAt) = (UUIDv7(at: now()), now() + lifetime)
        var response = Response.redirect(to: "/", type: .normal)
        try cookies.set(tokenIssuer.issue(grant, at: now()), on: &response, at: now())
        return response
    }
    router.add(middleware: TokenAuthenticator(verifier, locations: places, csrf: csrf, now: now))
    router.add(middleware: CookieRefresh(tokenIssuer, verifier: verifier, cookies: cookies, now: now))
    router.get("/") { request, context in
        guard let token = context.token else { return Response.redirect(to: "/login", type: .normal) }
        // Only what the token is bound to goes into the page: another cookie may be somebody else's text.
        let csrfToken = cookies.csrfToken(of: request, for: token) ?? ""
        return page("Sign out", "/logout", "csrf_token", csrfToken)
    }
    router.post("logout") { _, context in
        let token = try context.requireToken()
        revocations.revoke(session: token.session ?? "", at: now())
        var response = Response.redirect(to: "/", type: .normal)
        cookies.logOut(on: &response)
        return response
    }
    return router
}
