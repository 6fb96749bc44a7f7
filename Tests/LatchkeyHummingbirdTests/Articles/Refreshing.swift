import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTesting
import LatchkeyTokens
import NIOCore
import Testing

private struct Account: Sendable {
    var isOpen = true
    let roles: [String]
}

private struct Accounts: Sendable {
    func find(_ subject: String) async throws -> Account? {
        ["ada": Account(roles: ["admin"]), "eve": Account(isOpen: false, roles: [])][subject]
    }
}

@Suite("The article Refreshing")
struct Refreshing {
    private let accounts = Accounts()
    private let keys: FixedKeys
    private let tokenIssuer: TokenIssuer

    init() throws {
        let key = try JWK.generate(.es256)
        keys = FixedKeys(JWKSet([key]).publicKeys)
        tokenIssuer = try TokenIssuer(
            key: key,
            issuer: "https://id.example",
            audience: ["https://api.example"]
        )
    }

    private func verifier(_ kinds: Set<TokenKind>) -> TokenVerifier {
        TokenVerifier(
            keys: keys,
            issuer: "https://id.example",
            audience: "https://api.example",
            kinds: kinds
        )
    }

    private func refresh(
        _ router: Router<BasicTokenRequestContext>,
        _ text: String
    ) async throws -> TestResponse {
        try await Application(router: router).test(.router) { client async throws in
            try await client.execute(
                uri: "/refresh",
                method: .post,
                headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"refresh_token":"\#(text)"}"#)
            ) { $0 }
        }
    }

    @Test("a refresh token buys an access token, after the account was read again [B5] [B7]")
    func jwt() async throws {
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        let pair = try tokenIssuer.issuePair(
            TokenGrant(subject: "ada", authenticatedAt: .now),
            refreshLifetime: 30 * 86_400,
            at: .now
        )
        // end
        let refreshTokens = verifier([.refresh])
        // snippet
        let refresh = TokenRefresh(tokenIssuer) { [accounts] token, grant in
            guard let account = try await accounts.find(token.subject), account.isOpen else { return nil }
            var grant = grant
            grant.roles = account.roles
            return grant
        }
        router.group("refresh")
            .add(middleware: TokenAuthenticator(refreshTokens, locations: [.json("refresh_token")]))
            .post(use: refresh.answer)
        // end
        let answer = try await self.refresh(router, pair.refresh.token)
        let text = try #require(try JSONObject(json: answer.text).string("access_token"))
        let token = try verifier([.access]).verify(text, at: .now)
        #expect(token.roles == ["admin"] && token.session != nil)
        #expect(try await self.refresh(router, pair.access.token).code == "token_invalid")
        let closed = try tokenIssuer.issuePair(TokenGrant(subject: "eve"), refreshLifetime: 60, at: .now)
        #expect(try await self.refresh(router, closed.refresh.token).code == "refresh_invalid")
    }

    @Test("an opaque refresh token buys what the application says [B5]")
    func opaque() async throws {
        let pair = try tokenIssuer.issuePair(TokenGrant(subject: "ada"), refreshLifetime: 60, at: .now)
        let rotate: @Sendable (String) async throws -> TokenPair? = { $0 == "good" ? pair : nil }
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        let refresh = OpaqueRefresh(locations: [.json("refresh_token")]) { text in
            try await rotate(text)
        }
        router.post("refresh", use: refresh.answer)
        // end
        #expect(try await self.refresh(router, "good").status == .ok)
        #expect(try await self.refresh(router, "spent").code == "refresh_invalid")
    }

    @Test("a cookie is renewed while its owner is there [B9]")
    func implicit() async throws {
        let verifier = verifier([.access])
        // snippet
        let cookies = TokenCookies.standard
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(verifier, locations: [cookies.accessLocation]))
        router.add(middleware: CookieRefresh(tokenIssuer, verifier: verifier, cookies: cookies))
        // end
        router.get("notes") { _, _ in "notes" }
        let old = Date.now - 600
        let pair = try tokenIssuer.issuePair(
            TokenGrant(subject: "ada", authenticatedAt: old),
            refreshLifetime: 3600,
            at: old
        )
        try await Application(router: router).test(.router) { client async throws in
            let fields: HTTPFields = [.cookie: "\(cookies.accessName)=\(pair.access.token)"]
            let answer = try await client.get("/notes", headers: fields)
            let text = try #require(answer.headers.setCookie(cookies.accessName)).value
            let token = try verifier.verify(text, at: .now)
            #expect(token.session != nil && token.expiresAt > pair.access.expiresAt)
        }
    }
}
