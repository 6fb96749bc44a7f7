// One sign-in for two applications on two subdomains. id.example.com has the key and signs in; notes.example.com has
// nothing but the published keys. They share no store: the browser carries the cookie, since its domain is example.com.
//
//   swift run --package-path Examples single-sign-on
//   curl -i -X POST http://127.0.0.1:8087/login -H 'Host: id.example.com'      # Set-Cookie: __Secure-access-token=…
//   curl http://127.0.0.1:8088/notes -H 'Host: notes.example.com' -H "Cookie: __Secure-access-token=$TOKEN"
//
// Behind https, as two hosts, a browser does the same by itself.

import Foundation
import Hummingbird
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens

@main
struct SingleSignOn {
    static func main() async throws {
        let keys = try RemoteJWKS(url: "http://127.0.0.1:8087/.well-known/jwks.json")
        async let identity: Void = serve(identityRouter(key: JWK.generate(.es256)), port: 8087)
        async let notes: Void = serve(notesRouter(keys: keys), port: 8088)
        _ = try await (identity, notes)
    }

    private static func serve(_ router: Router<BasicTokenRequestContext>, port: Int) async throws {
        let address = BindAddress.hostname("127.0.0.1", port: port)
        try await Application(router: router, configuration: .init(address: address)).runService()
    }
}

/// What both applications have to agree on: names, and no secret.
enum Agreement {
    static let issuer = "https://id.example.com"
    static let audience = "https://example.com"
    /// `__Secure-`, for every subdomain of example.com.
    static func cookies() throws -> TokenCookies { try TokenCookies(domain: "example.com") }
}

/// id.example.com: signs in and publishes its keys.
func identityRouter(key: JWK) throws -> Router<BasicTokenRequestContext> {
    let cookies = try Agreement.cookies()
    let tokenIssuer = try TokenIssuer(key: key, issuer: Agreement.issuer, audience: [Agreement.audience])
    let published = JWKSet([key]).publicKeys.json()

    let router = Router(context: BasicTokenRequestContext.self)
    router.get(".well-known/jwks.json") { _, _ in published }
    router.post("login") { _, _ in
        // bearer-api shows how a password is checked.
        let grant = TokenGrant(
            subject: "ada",
            authenticatedAt: .now,
            roles: ["editor"],
            csrfToken: CSRFToken.random()
        )
        var response = Response(status: .noContent)
        try cookies.set(tokenIssuer.issue(grant, at: .now), on: &response)
        return response
    }
    return router
}

/// notes.example.com: knows its callers by the published keys, and takes requests of its own pages only.
func notesRouter(keys: any KeySource) throws -> Router<BasicTokenRequestContext> {
    let verifier = TokenVerifier(keys: keys, issuer: Agreement.issuer, audience: Agreement.audience)
    let router = Router(context: BasicTokenRequestContext.self)
    router.add(
        middleware: TokenAuthenticator(
            verifier,
            locations: [try Agreement.cookies().accessLocation],
            csrf: try CSRFProtection(origin: "https://notes.example.com")
        )
    )
    let notes = router.group("notes").add(middleware: RequireToken(.role("editor")))
    notes.get { _, context in "Notes of \(try context.requireToken().subject)" }
    notes.post { _, _ in HTTPResponse.Status.created }
    return router
}
