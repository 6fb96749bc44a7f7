import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct RevocationSnapshotEndpointTests {
    private static let path = "/.well-known/latchkey-revocations"

    private static func run(
        _ readers: RevocationReaders = .everybody,
        _ body: @escaping @Sendable (APIFixture) async throws -> Void
    ) async throws {
        try await APIFixture.run(configure: { $0.revocation.snapshotReaders = readers }, body)
    }

    private static func read(_ answer: APIAnswer, _ fixture: APIFixture) throws -> RevocationSnapshot {
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/lrs+jwt")
        return try RevocationSnapshot(
            answer.text,
            keys: fixture.services.keys.published,
            issuer: fixture.services.configuration.issuer,
            at: Date()
        )
    }

    /// Ends somebody's session, and follows the database as the service does.
    private static func revoke(_ tokens: APITokens, _ fixture: APIFixture) async throws {
        #expect(try await fixture.api.post("/api/logout", bearer: tokens.access).status == .noContent)
        try await fixture.services.revocations.catchUp(with: fixture.services.storage)
    }

    @Test("is not there unless it was asked for")
    func off() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.get(Self.path)
            #expect(answer.status == .notFound)
        }
    }

    @Test("holds what was revoked, and a list that follows it refuses the token [A9]")
    func whole() async throws {
        try await Self.run { fixture in
            let (kept, ended) = (try await fixture.signUp(), try await fixture.logIn())
            let first = try await fixture.api.get(Self.path)
            #expect(try Self.read(first, fixture).entries.isEmpty)
            #expect(first.headers[.cacheControl] == "public, no-cache")
            #expect(try #require(first.headers[.age].flatMap { Int($0) }) <= 60)
            try await Self.revoke(ended, fixture)
            let snapshot = try Self.read(try await fixture.api.get(Self.path), fixture)
            let list = RevocationList()
            list.follow(snapshot.entries)
            let verifier = TokenVerifier(
                keys: fixture.services.keys,
                issuer: fixture.services.configuration.issuer,
                audience: fixture.services.configuration.audience[0],
                revocations: list
            )
            #expect(try verifier.verify(kept.access, at: Date()).subject == kept.account)
            #expect(throws: TokenError(.revoked)) { try verifier.verify(ended.access, at: Date()) }
        }
    }

    @Test("what is unchanged is 304, and what is new comes alone")
    func news() async throws {
        try await Self.run { fixture in
            _ = try await fixture.signUp()
            let sessions = [try await fixture.logIn(), try await fixture.logIn()]
            try await Self.revoke(sessions[0], fixture)
            let first = try await fixture.api.get(Self.path)
            let sequence = try Self.read(first, fixture).sequence
            let tag = try #require(first.headers[.eTag])
            let same = try await fixture.api.get(Self.path, headers: [.ifNoneMatch: tag])
            #expect(same.status == .notModified)
            #expect(same.headers[.eTag] == tag)
            #expect(same.headers[.age] != nil)
            let nothing = try await fixture.api.get("\(Self.path)?after=\(sequence)")
            #expect(try Self.read(nothing, fixture).entries.isEmpty)
            #expect(try Self.read(nothing, fixture).after == sequence)
            try await Self.revoke(sessions[1], fixture)
            let news = try await fixture.api.get("\(Self.path)?after=\(sequence)")
            #expect(try Self.read(news, fixture).entries.count == 1)
            #expect(try Self.read(news, fixture).sequence > sequence)
            // The server has been there since.
            let all = try await fixture.api.get("\(Self.path)?after=0")
            #expect(try Self.read(all, fixture).after == 0)
            #expect(try Self.read(all, fixture).entries.count == 2)
            let changed = try await fixture.api.get(Self.path, headers: [.ifNoneMatch: tag])
            #expect(changed.status == .ok)
        }
    }

    @Test("an answer is held until something is revoked, and no longer than was asked for")
    func held() async throws {
        try await Self.run { fixture in
            let prefer = try #require(HTTPField.Name("Prefer"))
            let applied = try #require(HTTPField.Name("Preference-Applied"))
            let tokens = try await fixture.signUp()
            let sequence = fixture.services.revocations.sequence
            async let answer = fixture.api.get("\(Self.path)?after=\(sequence)", headers: [prefer: "wait=25"])
            try await Self.revoke(tokens, fixture)
            let start = ContinuousClock.now
            let held = try await answer
            #expect(ContinuousClock.now - start < .seconds(20))
            #expect(held.headers[applied] == "wait=25")
            #expect(try Self.read(held, fixture).entries.count == 1)
            let now = fixture.services.revocations.sequence
            let begin = ContinuousClock.now
            let unchanged = try await fixture.api.get(
                Self.path,
                headers: [prefer: "respond-async, wait=1", .ifNoneMatch: "W/\"\(now)\""]
            )
            #expect(unchanged.status == .notModified)
            #expect(ContinuousClock.now - begin >= .seconds(1))
        }
    }

    @Test("is for clients with a secret, where that was configured")
    func clients() async throws {
        try await Self.run(.clients) { fixture in
            let refused = try await fixture.api.get(Self.path)
            #expect(refused.status == .unauthorized)
            #expect(refused.headers[.wwwAuthenticate] == "Bearer")
            let client = try await fixture.oauthClient()
            let answer = try await fixture.api.get(Self.path, headers: client.basic)
            #expect(try Self.read(answer, fixture).entries.isEmpty)
            #expect(answer.headers[.cacheControl] == "private, no-cache")
            let wrong = OAuthClient(id: client.id, secret: "wrong").basic
            let other = try await fixture.api.get(Self.path, headers: wrong)
            #expect(other.status == .unauthorized)
        }
    }

    @Test("a place that is no number is refused", arguments: ["x", "-1", "1.5", "", "1&after=2"])
    func invalid(place: String) async throws {
        try await Self.run { fixture in
            let answer = try await fixture.api.get("\(Self.path)?after=\(place)")
            #expect(answer.status == .badRequest)
        }
    }

    @Test(
        "a server that has not heard of its database for too long refuses tokens with 503, and says nothing of revocations"
    )
    func stale() async throws {
        try await APIFixture.run(
            configure: {
                $0.revocation.snapshotReaders = .everybody
                $0.revocation.maxStaleness = 0.2
            }
        ) { fixture in
            let tokens = try await fixture.signUp()
            // Nobody follows the database here.
            while fixture.services.revocations.allowsJudgement {
                try await Task.sleep(for: .milliseconds(20))
            }
            let refused = try await fixture.me(tokens)
            try expectProblem(refused, .serviceUnavailable, "unavailable")
            #expect(refused.headers[.retryAfter] == "1")
            let check = try await fixture.api.post("/api/token/check", ["token": .string(tokens.access)])
            try expectProblem(check, .serviceUnavailable, "unavailable")
            try expectProblem(try await fixture.api.get(Self.path), .serviceUnavailable, "unavailable")
            fixture.services.revocations.freshness?.noteComplete()
            #expect(try await fixture.me(tokens).status == .ok)
        }
    }
}
