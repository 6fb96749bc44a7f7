import FoundationEssentials
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

/// A list of revocations behind I/O that can fail.
private final class RemoteList: Sendable {
    struct Unreachable: Error {}

    private let asked = Mutex<[String?]>([])
    private let fails: Bool
    private let revoked: String?

    init(revoked: String? = nil, fails: Bool = false) {
        (self.revoked, self.fails) = (revoked, fails)
    }

    var askedFor: [String?] { asked.withLock { $0 } }

    @Sendable func isRevoked(_ token: AccessToken) async throws -> Bool {
        await Task.yield()
        asked.withLock { $0.append(token.tokenID) }
        if fails { throw Unreachable() }
        return token.tokenID == revoked
    }
}

@Suite("A revocation list that needs I/O")
struct RevocationHookTests {
    private func welcome(_ list: RemoteList, _ token: String?) async throws -> TestResponse {
        let router = Router(context: TestContext.self)
        router.add(
            middleware: TokenAuthenticator(
                try TestTokens.verifier(),
                isRevoked: list.isRevoked,
                now: { TestTokens.now }
            )
        )
        router.get("welcome") { _, context in context.token?.subject ?? "stranger" }
        return try await Application(router: router).test(.router) {
            try await $0.get("/welcome", headers: token.map { .bearer($0) } ?? [:])
        }
    }

    @Test("lets a token pass that it does not hold [B9]")
    func passes() async throws {
        let list = RemoteList(revoked: "another")
        #expect(try await welcome(list, try TestTokens.sign()).text == TestTokens.subject)
        #expect(list.askedFor == [TestTokens.tokenID.description])
    }

    @Test("refuses a token that it holds, also where none is needed [B9]")
    func refuses() async throws {
        let list = RemoteList(revoked: TestTokens.tokenID.description)
        let response = try await welcome(list, try TestTokens.sign())
        #expect(response.status == .unauthorized)
        #expect(try response.code == "token_revoked")
        #expect(response.challenge == #"Bearer error="invalid_token""#)
    }

    @Test("that fails lets nobody pass: 503")
    func fails() async throws {
        let response = try await welcome(RemoteList(fails: true), try TestTokens.sign())
        #expect(response.status == .serviceUnavailable)
        #expect(try response.code == "unavailable")
        #expect(response.headers[.retryAfter] == "1")
        #expect(response.challenge == nil)
    }

    @Test("is asked about good tokens only")
    func notAsked() async throws {
        let list = RemoteList(fails: true)
        let time = Int64(TestTokens.now.timeIntervalSince1970)
        #expect(try await welcome(list, nil).text == "stranger")
        #expect(try await welcome(list, "junk").status == .unauthorized)
        #expect(try await welcome(list, try TestTokens.sign(["exp": .integer(time)])).status == .unauthorized)
        #expect(
            try await welcome(list, try TestTokens.sign(key: TestTokens.otherKey)).status == .unauthorized
        )
        #expect(list.askedFor.isEmpty)
    }
}
