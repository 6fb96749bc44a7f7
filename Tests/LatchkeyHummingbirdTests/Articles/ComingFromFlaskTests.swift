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

/// What the table in ComingFromFlaskJWTExtended names and no other test shows.
@Suite("Settings of Flask-JWT-Extended")
struct ComingFromFlaskTests {
    private let issuer: TestIssuer

    init() throws { issuer = try TestIssuer() }

    private func router() -> Router<TestContext> {
        let router = Router(context: TestContext.self)
        let (strategy, now) = (issuer.verifier, issuer.clock.now)
        router.add(middleware: TokenAuthenticator(strategy, now: now)).add(middleware: RequireToken())
        router.get("me") { _, context in try context.requireToken().subject }
        return router
    }

    @Test("an access token lives 15 minutes, unless its issuer or its grant says otherwise [B6]")
    func lifetimes() throws {
        let key = try JWK.generate(.es256)
        func life(_ issuer: TokenIssuer, _ lifetime: TimeInterval? = nil) throws -> Int {
            try issuer.issue(TokenGrant(subject: "ada", lifetime: lifetime), at: .now).expiresIn
        }
        let standard = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["a"])
        let longer = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["a"], lifetime: 3600)
        #expect((855...900).contains(try life(standard)))
        #expect((3420...3600).contains(try life(longer)))
        #expect((57...60).contains(try life(longer, 60)))
    }

    @Test("a shared secret signs and verifies where HS256 is named, and a short one is no key [B9]")
    func secrets() throws {
        let key = try JWK(hmacSecret: (0..<32).map { UInt8($0) }, algorithm: .hs256)
        let token = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["a"])
            .issue(TokenGrant(subject: "ada"), at: .now).token
        func verify(_ algorithms: Set<SignatureAlgorithm>) throws -> String {
            try TokenVerifier(
                keys: FixedKeys(JWKSet([key])),
                algorithms: algorithms,
                issuer: "https://id.example",
                audience: "a"
            ).verify(token, at: .now).subject
        }
        #expect(try verify([.hs256]) == "ada")
        #expect(throws: TokenError.self) { try verify(TokenVerifier.defaultAlgorithms) }
        #expect(throws: JWTError.self) {
            try JWTSigner(key: JWK(hmacSecret: Array("super-secret".utf8), algorithm: .hs256))
        }
    }

    @Test("a prefix before the token in the query is no token [B9]")
    func prefix() async throws {
        let token = try TestTokens.sign()
        let bench = LocationBench(locations: [.query("jwt")])
        #expect(try await bench.get("/who?jwt=\(token)") == .somebody("query parameter jwt"))
        #expect(try await bench.get("/who?jwt=Bearer%20\(token)") == .malformed)
    }

    @Test("one closure answers every refusal in the shape that clients know [B9]")
    func responses() async throws {
        let router = Router(context: TestContext.self)
        let (issuer, now) = (issuer, issuer.clock.now)
        router.add(
            middleware: ProblemResponses { problem, _, _ in
                var headers = problem.answerHeaders
                headers[.contentType] = "application/json"
                let body = #"{"msg":"\#(problem.code.rawValue)"}"#
                return Response(
                    status: problem.status,
                    headers: headers,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: body))
                )
            }
        )
        router.add(middleware: TokenAuthenticator(issuer.verifier, now: now))
        router.add(middleware: RequireToken(.fresh, now: now))
        router.get("me") { _, _ in "me" }
        let revoked = try issuer.token()
        try issuer.revocations.revoke(
            issuer.verifier.verify(revoked, at: issuer.clock.date),
            at: issuer.clock.date
        )
        let old = TokenGrant(subject: "ada", authenticatedAt: issuer.clock.date - 3600)
        let refusals: [(token: String?, code: String)] = [
            (nil, "token_missing"), ("junk", "token_malformed"),
            (try issuer.expiredToken(), "token_expired"), (try issuer.forgedToken(), "token_invalid"),
            (revoked, "token_revoked"), (try issuer.issue(old), "insufficient_user_authentication"),
        ]
        try await Application(router: router).test(.router) { client async throws in
            for (token, code) in refusals {
                let answer = try await client.execute(uri: "/me", token: token)
                #expect(answer.text == #"{"msg":"\#(code)"}"#)
                #expect(answer.headers[.contentType] == "application/json" && answer.challenge != nil)
            }
        }
    }

    @Test("a group with a verifier of its own asks no revocation list [B9]")
    func skippingRevocation() async throws {
        let router = Router(context: TestContext.self)
        let issuer = issuer
        let unlisted = TokenVerifier(
            keys: FixedKeys(issuer.publishedKeys),
            issuer: issuer.issuer,
            audience: issuer.audience
        )
        for (path, verifier) in [("listed", issuer.verifier), ("unlisted", unlisted)] {
            router.group(RouterPath(path))
                .add(middleware: TokenAuthenticator(verifier, now: issuer.clock.now))
                .add(middleware: RequireToken())
                .get { _, _ in "ok" }
        }
        let token = try issuer.token()
        let verified = try issuer.verifier.verify(token, at: issuer.clock.date)
        try issuer.revocations.revoke(verified, at: issuer.clock.date)
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.execute(uri: "/listed", token: token).code == "token_revoked")
            #expect(try await client.execute(uri: "/unlisted", token: token).status == .ok)
        }
    }

    @Test("answers 401 where Flask-JWT-Extended answers 422 [B9]")
    func statuses() async throws {
        let foreign = try TestIssuer(audience: "https://other.example", clock: issuer.clock)
        let refresh = try issuer.issue(TokenGrant(kind: .refresh, subject: "ada"))
        let tokens = [try issuer.forgedToken(), "garbage", refresh, try foreign.token()]
        try await Application(router: router()).test(.router) { client async throws in
            for token in tokens {
                let answer = try await client.execute(uri: "/me", token: token)
                #expect(answer.status == .unauthorized)
                #expect(answer.challenge == #"Bearer error="invalid_token""#)
            }
        }
    }
}
