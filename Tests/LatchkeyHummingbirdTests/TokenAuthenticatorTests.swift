import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@Suite("TokenAuthenticator")
struct TokenAuthenticatorTests {
    private func welcome(_ verifier: TokenVerifier? = nil) throws -> Router<TestContext> {
        try authenticatedRouter(verifier: verifier)
            .get("welcome") { _, context in "Hello \(context.token?.subject ?? "stranger")" }
    }

    @Test("puts a good token into the context [B2]")
    func goodToken() async throws {
        let headers = HTTPFields.bearer(try TestTokens.sign())
        try await welcome().test { client in
            let response = try await client.get("/welcome", headers: headers)
            #expect(response.status == .ok)
            #expect(response.text == "Hello \(TestTokens.subject)")
        }
    }

    @Test("leaves the context empty when no token comes [B4]")
    func noToken() async throws {
        try await welcome().test { client in
            let response = try await client.get("/welcome")
            #expect(response.status == .ok)
            #expect(response.text == "Hello stranger")
        }
    }

    @Test("does not replace a token with nothing when a second authenticator finds none")
    func twoAuthenticators() async throws {
        let router = try authenticatedRouter()
        let nowhere = TokenAuthenticator<TestContext>(try TestTokens.verifier(), locations: [])
        router.group().add(middleware: nowhere).get("me") { _, context in try context.requireToken().subject }
        let headers = HTTPFields.bearer(try TestTokens.sign())
        try await router.test { client async throws in
            #expect(try await client.get("/me", headers: headers).text == TestTokens.subject)
        }
    }

    /// What is wrong with a token, and what the client is told.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String
        let token: @Sendable () throws -> String

        init(_ fault: String, _ code: String, _ token: @autoclosure @escaping @Sendable () throws -> String) {
            testDescription = fault
            self.code = code
            self.token = token
        }

        static let time = Int64(TestTokens.now.timeIntervalSince1970)
        static let all = [
            Refusal(
                "expired a second ago",
                "token_expired",
                try TestTokens.sign(["exp": .integer(time - 1)])
            ),
            Refusal("expires now", "token_expired", try TestTokens.sign(["exp": .integer(time)])),
            Refusal("not a token", "token_malformed", "junk"),
            Refusal("two segments", "token_malformed", "a.b"),
            Refusal("not ASCII", "token_malformed", "tökén"),
            Refusal("another issuer", "token_invalid", try TestTokens.sign(["iss": "https://evil.example"])),
            Refusal(
                "another audience",
                "token_invalid",
                try TestTokens.sign(["aud": "https://shop.example"])
            ),
            Refusal("without expiry", "token_invalid", try TestTokens.sign(without: ["exp"])),
            Refusal("without subject", "token_invalid", try TestTokens.sign(without: ["sub"])),
            Refusal("not valid yet", "token_invalid", try TestTokens.sign(["nbf": .integer(time + 1)])),
            Refusal(
                "issued in the future",
                "token_invalid",
                try TestTokens.sign(["iat": .integer(time + 1)])
            ),
            Refusal("an identity token", "token_invalid", try TestTokens.sign(type: "JWT")),
            Refusal("signed by a stranger", "token_invalid", try TestTokens.sign(key: TestTokens.otherKey)),
            Refusal("a flipped signature", "token_invalid", try flipped(TestTokens.sign())),
            Refusal("roles of the wrong type", "token_invalid", try TestTokens.sign(["roles": "admin"])),
        ]

        /// Changes the first character of the signature, which stays canonical base64url.
        static func flipped(_ token: String) throws -> String {
            var octets = Array(token.utf8)
            let first = try #require(octets.lastIndex(of: UInt8(ascii: "."))) + 1
            octets[first] = octets[first] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            return String(decoding: octets, as: UTF8.self)
        }
    }

    @Test("refuses a bad token at once, also where none is needed [B4]", arguments: Refusal.all)
    func badToken(refusal: Refusal) async throws {
        let headers = HTTPFields.bearer(try refusal.token())
        try await welcome().test { client in
            let response = try await client.get("/welcome", headers: headers)
            #expect(response.status == .unauthorized)
            #expect(try response.code == refusal.code)
            #expect(response.challenge == #"Bearer error="invalid_token""#)
        }
    }

    @Test(
        "refuses a revoked session, account epoch and token",
        arguments: [
            Revocation.Target.session(TestTokens.sessionID),
            .account(TestTokens.accountID, epochBelow: 1),
            .token(TestTokens.tokenID),
        ]
    )
    func revoked(target: Revocation.Target) async throws {
        let revocations = RevocationList()
        let router = try welcome(TestTokens.verifier(revocations: revocations))
        let headers = HTTPFields.bearer(try TestTokens.sign())
        try await router.test { client async throws in
            #expect(try await client.get("/welcome", headers: headers).status == .ok)
            revocations.add(target, expiresAt: TestTokens.now + 900)
            let response = try await client.get("/welcome", headers: headers)
            #expect(response.status == .unauthorized)
            #expect(try response.code == "token_revoked")
            #expect(response.challenge == #"Bearer error="invalid_token""#)
        }
    }

    @Test("a token that comes with an unknown route is still checked")
    func unknownRoute() async throws {
        try await welcome().test { client async throws in
            #expect(try await client.get("/nowhere").status == .notFound)
            #expect(try await client.get("/nowhere", headers: .bearer("junk")).status == .unauthorized)
        }
    }
}
