import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Testing

struct RedeemTokenTests {
    private let tokens = OneTimeTokens(storage: MemoryOneTimeTokens())

    private func router(_ tokens: OneTimeTokens) throws -> Router<TestContext> {
        let verifier = TokenVerifier(
            keys: FixedKeys(try TestTokens.publicKeys(TestTokens.signingKey)),
            issuer: TestTokens.issuer,
            audience: TestTokens.audience,
            kinds: [.access, .oneTime]
        )
        let router = try authenticatedRouter(verifier: verifier)
        router.group("download")
            .add(middleware: RedeemToken(tokens, purpose: "download", now: { TestTokens.now }))
            .get { _, context in try context.requireToken(.oneTime).subject }
        return router
    }

    private func issue(_ purpose: OneTimePurpose = "download") async throws -> String {
        let issuer = try TokenIssuer(
            key: JWK(json: TestTokens.signingKey),
            issuer: TestTokens.issuer,
            audience: [TestTokens.audience]
        )
        return try await tokens.issue(
            TokenGrant(subject: "ada"),
            purpose: purpose,
            by: issuer,
            at: TestTokens.now
        ).token
    }

    @Test("of 50 parallel requests with one one-time token exactly one gets 200 [E2]")
    func parallel() async throws {
        let text = try await issue()
        try await router(tokens).test { client in
            let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await client.get("/download", headers: .bearer(text)) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == .ok } == 1)
            let refused = answers.filter { $0.status == .unauthorized }
            #expect(refused.count == 49)
            for answer in refused {
                #expect(try answer.code == "token_revoked")
                #expect(answer.challenge == #"Bearer error="invalid_token""#)
            }
        }
    }

    @Test("another purpose, an access token and no token at all are refused, and spend nothing [E2]")
    func refused() async throws {
        let other = try await issue("upload")
        let access = try TestTokens.sign(["flag": "download"])
        let forged = try TestTokens.sign(["flag": "download"], type: "ot+jwt")
        let good = try await issue()
        try await router(tokens).test { client in
            for (text, code) in [
                (other, "token_invalid"), (access, "token_invalid"), (forged, "token_revoked"),
            ] {
                let answer = try await client.get("/download", headers: .bearer(text))
                #expect(answer.status == .unauthorized)
                #expect(try answer.code == code)
            }
            let missing = try await client.get("/download")
            #expect(missing.status == .unauthorized)
            #expect(missing.challenge == "Bearer")
            let answer = try await client.get("/download", headers: .bearer(good))
            #expect(answer.status == .ok)
            #expect(answer.text == "ada")
        }
    }

    @Test("a store that fails answers 503, and lets nobody through")
    func failing() async throws {
        let text = try await issue()
        try await router(OneTimeTokens(storage: DownStore())).test { client in
            let answer = try await client.get("/download", headers: .bearer(text))
            #expect(answer.status == .serviceUnavailable)
            #expect(try answer.code == "unavailable")
        }
    }

    @Test("an opaque one-time token is redeemed from a form field, whose body stays readable [E2]")
    func opaque() async throws {
        let tokens = tokens
        let router = Router(context: TestContext.self)
        router.post("reset") { request, _ in
            var request = request
            let token = try await tokens.redeem(
                from: &request,
                at: .form("token"),
                purpose: .passwordReset,
                now: TestTokens.now
            )
            let body = try await request.body.collect(upTo: 1024)
            return "\(token.subject) \(String(buffer: body).hasSuffix("&password=new"))"
        }
        let text = try await tokens.issue(
            purpose: .passwordReset,
            subject: "ada",
            lifetime: 900,
            at: TestTokens.now
        )
        try await router.test { client in
            func post(_ body: String) async throws -> TestResponse {
                try await client.execute(
                    uri: "/reset",
                    method: .post,
                    headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: body)
                ) { $0 }
            }
            let missing = try await post("password=new")
            #expect(missing.status == .unauthorized)
            #expect(try missing.code == "token_missing")
            #expect(try await post("token=junk&password=new").code == "token_malformed")
            #expect(try await post("token=\(text)&token=\(text)").status == .badRequest)
            let answer = try await post("token=\(text)&password=new")
            #expect(answer.text == "ada true")
            let replay = try await post("token=\(text)&password=new")
            #expect(replay.status == .unauthorized)
            #expect(try replay.code == "token_invalid")
        }
    }
}

private struct DownStore: OneTimeTokenStorage {
    struct Down: Error {}

    func insertOneTimeToken(_ record: StoredOneTimeToken, replacing: Bool) async throws { throw Down() }
    func redeemOneTimeToken(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeToken? { throw Down() }
    func redeemOneTimeCode(
        digest: [UInt8],
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeCodeVerdict { throw Down() }
    func oneTimeToken(digest: [UInt8]) async throws -> OneTimeToken? { throw Down() }
    func removeOneTimeTokens(subject: String, purpose: OneTimePurpose) async throws { throw Down() }
    func removeOneTimeTokens(expiredAt now: Date) async throws { throw Down() }
}
