import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Testing

@Suite("The article CookiesAndCSRF")
struct CookiesAndCSRF {
    private let tokenIssuer: TokenIssuer
    private let verifier: TokenVerifier

    init() throws {
        let key = try JWK.generate(.es256)
        tokenIssuer = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["app"])
        verifier = TokenVerifier(
            keys: FixedKeys(JWKSet([key]).publicKeys),
            issuer: "https://id.example",
            audience: "app"
        )
    }

    @Test("signs in with cookies, wants the CSRF token, and signs out [A7] [B9]")
    func walk() async throws {
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        let cookies = TokenCookies.standard
        router.post("login") { [tokenIssuer] _, _ in
            // … after the password was checked
            let grant = TokenGrant(
                subject: "ada",
                authenticatedAt: .now,
                csrfToken: CSRFToken.random()
            )
            let pair = try tokenIssuer.issuePair(grant, refreshLifetime: 30 * 86_400, at: .now)
            var response = Response(status: .noContent)
            try cookies.set(pair, on: &response)
            return response
        }
        // end
        // snippet
        router.add(
            middleware: TokenAuthenticator(verifier, locations: [.bearer, cookies.accessLocation])
        )
        router.group("notes")
            .add(middleware: RequireToken())
            .post { _, _ in HTTPResponse.Status.created }
        // end
        // snippet
        router.post("logout") { _, _ in
            var response = Response(status: .noContent)
            cookies.logOut(on: &response)
            return response
        }
        // end
        try await Application(router: router).test(.router) { client async throws in
            let login = try await client.execute(uri: "/login", method: .post) { $0 }
            #expect(
                login.headers.setCookies.map(\.name)
                    == ["__Host-access-token", "__Host-refresh-token", "__Host-csrf-token"]
            )
            let access = try #require(login.headers.setCookie(cookies.accessName)).value
            var fields: HTTPFields = [.cookie: "__Host-access-token=\(access)"]
            let post = { @Sendable (uri: String, fields: HTTPFields) async throws in
                try await client.execute(uri: uri, method: .post, headers: fields) { $0 }
            }
            #expect(try await post("/notes", fields).code == "cross_site_request")
            fields[.csrf] = login.headers.setCookie(cookies.csrfName)?.value
            #expect(try await post("/notes", fields).status == .created)
            let logout = try await post("/logout", fields)
            #expect(logout.headers.setCookies.map(\.maxAge) == [0, 0, 0])
        }
    }

    @Test("takes a refused cookie away and lets its owner sign in again [B9]")
    func refusedCookie() async throws {
        let cookies = TokenCookies.standard
        let router = Router(context: BasicTokenRequestContext.self)
        router.get("login") { _, _ in "Sign in" }
        // snippet
        router.add(
            middleware: ProblemResponses { problem, _, _ in
                guard problem.status == .unauthorized else { return nil }
                var response = Response.redirect(to: "/login", type: .normal)
                cookies.clear(on: &response)
                return response
            }
        )
        // end
        router.add(middleware: TokenAuthenticator(verifier, locations: [cookies.accessLocation]))
        router.get("notes") { _, _ in "notes" }
        try await Application(router: router).test(.router) { client async throws in
            let stale: HTTPFields = [.cookie: "\(cookies.accessName)=ended"]
            let notes = try await client.execute(uri: "/notes", method: .get, headers: stale) { $0 }
            #expect(notes.status == .seeOther && notes.headers[.location] == "/login")
            #expect(notes.headers.setCookies.map(\.maxAge) == [0, 0, 0])
            let login = try await client.execute(uri: "/login", method: .get, headers: stale) { $0 }
            #expect(login.status == .ok)
        }
    }

    @Test("takes the CSRF token from a form where asked to [B9]")
    func form() async throws {
        let cookies = TokenCookies.standard
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        router.add(
            middleware: TokenAuthenticator(
                verifier,
                locations: [cookies.accessLocation],
                csrf: try CSRFProtection(origin: "https://app.example", formField: "csrf_token")
            )
        )
        // end
        router.add(middleware: RequireToken())
        router.post("notes") { _, _ in HTTPResponse.Status.created }
        let issued = try tokenIssuer.issue(TokenGrant(subject: "ada", csrfToken: "s3cret"), at: .now)
        try await Application(router: router).test(.router) { client async throws in
            for (form, status) in [("csrf_token=s3cret", HTTPResponse.Status.created), ("", .forbidden)] {
                let answer = try await client.execute(
                    uri: "/notes",
                    method: .post,
                    headers: [
                        .contentType: "application/x-www-form-urlencoded",
                        .cookie: "\(cookies.accessName)=\(issued.token)",
                    ],
                    body: ByteBuffer(string: form)
                ) { $0 }
                #expect(answer.status == status)
            }
        }
    }

    @Test("has cookies for several subdomains, for one path, and for development [A8] [B9]")
    func attributes() throws {
        // snippet
        let shared = try TokenCookies(domain: "example.com")
        let narrow = try TokenCookies(refreshPath: "/auth/refresh")
        let local = try TokenCookies(transport: .insecureOnLoopback)
        // end
        #expect(shared.accessName == "__Secure-access-token")
        #expect(narrow.refreshName == "__Secure-refresh-token")
        #expect(local.accessName == "access-token")
    }
}
