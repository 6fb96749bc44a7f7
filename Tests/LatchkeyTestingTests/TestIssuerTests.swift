import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTesting
import LatchkeyTokens
import Logging
import Testing

struct TestIssuerTests {
    private let issuer: TestIssuer

    init() throws { issuer = try TestIssuer() }

    private func router() -> Router<BasicTokenRequestContext> {
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(issuer.verifier, now: issuer.clock.now))
        router.group("notes")
            .add(middleware: RequireToken(.scope("notes:read"), now: issuer.clock.now))
            .get { _, context in try context.requireToken().subject }
        router.group("fresh")
            .add(middleware: RequireToken(.fresh, now: issuer.clock.now))
            .get { _, _ in "ok" }
        return router
    }

    private func status(_ uri: String, _ token: String?) async throws -> HTTPResponse.Status {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try await Application(router: router(), logger: logger).test(.router) { client in
            try await client.execute(uri: uri, token: token).status
        }
    }

    // What a user writes: five lines.
    @Test("a test protects a route in five lines [B1] [B2]")
    func fiveLines() async throws {
        let issuer = try TestIssuer()
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: TokenAuthenticator(issuer.verifier, now: issuer.clock.now)).add(
            middleware: RequireToken()
        )
        router.get("me") { _, context in try context.requireToken().subject }
        try await Application(router: router).test(.router) { client in
            let (known, stranger) = (try issuer.token(), nil as String?)
            let statuses = [
                try await client.execute(uri: "/me", token: known).status,
                try await client.execute(uri: "/me", token: stranger).status,
            ]
            #expect(statuses == [.ok, .unauthorized])
        }
    }

    @Test("its tokens open what they say, and nothing else")
    func scopes() async throws {
        #expect(try await status("/notes", issuer.token(scope: "notes:read")) == .ok)
        #expect(try await status("/notes", issuer.token()) == .forbidden)
        #expect(try await status("/notes", nil) == .unauthorized)
    }

    @Test("expired, forged, revoked and foreign tokens are refused")
    func refused() async throws {
        #expect(try await status("/fresh", issuer.expiredToken()) == .unauthorized)
        #expect(try await status("/fresh", issuer.forgedToken()) == .unauthorized)
        #expect(try await status("/fresh", try TestIssuer().token()) == .unauthorized)
        #expect(
            try await status("/fresh", issuer.issue(TokenGrant(kind: .refresh, subject: "ada")))
                == .unauthorized
        )
        let revoked = try issuer.token()
        let token = try issuer.verifier.verify(revoked, at: issuer.clock.date)
        let tokenID = try #require(token.tokenID.flatMap { UUIDv7($0) })
        issuer.revocations.add(.token(tokenID), expiresAt: token.expiresAt)
        #expect(try await status("/fresh", revoked) == .unauthorized)
        #expect(try await status("/fresh", issuer.token()) == .ok)
    }

    @Test("its clock lets a token age: first no longer fresh, then expired")
    func ageing() async throws {
        let token = try issuer.token(scope: "notes:read")
        #expect(try await status("/fresh", token) == .ok)
        issuer.clock.advance(by: 301)
        #expect(try await status("/fresh", token) == .forbidden)
        #expect(try await status("/notes", token) == .ok)
        issuer.clock.advance(by: 600)
        #expect(try await status("/notes", token) == .unauthorized)
        issuer.clock.advance(by: -901)
        #expect(try await status("/fresh", token) == .ok)
    }

    @Test("publishes its public key, and no other")
    func published() throws {
        #expect(issuer.publishedKeys.keys.count == 1)
        #expect(issuer.publishedKeys.keys.allSatisfy { !$0.isPrivate })
    }

    @Test(
        "puts the token where it is told",
        arguments: [
            (.bearer, "Authorization: Bearer abc"), (.header(.cookie), "Cookie: abc"),
            (.cookie("t"), "Cookie: t=abc"),
        ] as [(TestTokenPlace, String)]
    )
    func places(place: TestTokenPlace, line: String) async throws {
        let router = Router()
        router.get { request, _ in
            request.headers.map { "\($0.name.rawName): \($0.value)" }.joined(separator: "\n")
        }
        let seen = try await Application(router: router).test(.router) { client in
            String(buffer: try await client.execute(uri: "/", token: "abc", in: place).body)
        }
        #expect(seen.split(separator: "\n").map(String.init).contains(line))
    }
}
