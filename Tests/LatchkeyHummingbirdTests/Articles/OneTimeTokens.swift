import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Testing

// snippet
struct NewPassword: Decodable {
    let password: String
}
// end

private struct Passwords: Sendable {
    func set(_ password: String, of subject: String) async throws {}
}

@Suite("The article OneTimeTokens")
struct OneTimeTokensArticle {
    private let tokens = OneTimeTokens(storage: MemoryOneTimeTokens())

    @Test("an opaque token is redeemed by the form that brings it, once [E2]")
    func opaque() async throws {
        let tokens = tokens
        let accounts = Passwords()
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        let text = try await tokens.issue(
            purpose: .passwordReset,
            subject: "ada",
            lifetime: 900,
            at: .now
        )
        // end
        // snippet
        router.post("password-reset/confirm") { request, context in
            var request = request
            let token = try await tokens.redeem(from: &request, at: .form("token"), purpose: .passwordReset)
            let form = try await URLEncodedFormDecoder().decode(
                NewPassword.self,
                from: request,
                context: context
            )
            try await accounts.set(form.password, of: token.subject)
            return HTTPResponse.Status.noContent
        }
        // end
        try await Application(router: router).test(.router) { client async throws in
            let confirm = { @Sendable () async throws in
                try await client.execute(
                    uri: "/password-reset/confirm",
                    method: .post,
                    headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "token=\(text)&password=correct+horse")
                ) { $0 }
            }
            #expect(try await confirm().status == .noContent)
            #expect(try await confirm().code == "token_invalid")
        }
    }

    @Test("a signed one opens its route for exactly one request [E2]")
    func signed() async throws {
        let key = try JWK.generate(.es256)
        let tokenIssuer = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["files"])
        let router = Router(context: BasicTokenRequestContext.self)
        // snippet
        let link = try await tokens.issue(
            TokenGrant(subject: "ada", claims: ["file": "report.pdf"], lifetime: 600),
            purpose: "download",
            by: tokenIssuer,
            at: .now
        )
        // end
        // snippet
        let oneTime = TokenVerifier(
            keys: FixedKeys(JWKSet([key]).publicKeys),
            issuer: "https://id.example",
            audience: "files",
            kinds: [.oneTime]
        )
        router.group("download")
            .add(middleware: TokenAuthenticator(oneTime, locations: [.query("token")]))
            .add(middleware: RedeemToken(tokens, purpose: "download"))
            .post { _, context in
                try context.requireToken(.oneTime).payload.string("file") ?? "nothing"
            }
        // end
        try await Application(router: router).test(.router) { client async throws in
            let uri = "/download?token=\(link.token)"
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<10 {
                    group.addTask { try await client.execute(uri: uri, method: .post) { $0.status } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == .ok }.count == 1)
            #expect(statuses.filter { $0 == .unauthorized }.count == 9)
        }
    }

    @Test("a code of six digits is good once [E2]")
    func codes() async throws {
        let storage = MemoryOneTimeTokens()
        let masterKey = MasterKey()
        // snippet
        let codes = OneTimeCodes(storage: storage, masterKey: masterKey)
        let code = try await codes.issue(purpose: .signInCode, subject: "ada", lifetime: 600, at: .now)
        // end
        let typed = "\(code.prefix(3)) \(code.suffix(3))"
        // snippet
        let token = try await codes.redeem(
            typed,
            purpose: .signInCode,
            subject: "ada",
            at: .now
        )
        // end
        #expect(token.subject == "ada")
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await codes.redeem(code, purpose: .signInCode, subject: "ada", at: .now)
        }
    }
}
