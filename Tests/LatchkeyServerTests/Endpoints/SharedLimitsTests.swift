import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Synchronization
import Testing

@testable import LatchkeyServer

/// The API while the counts that nodes share come and go.
@Suite(.timeLimit(.minutes(5)))
struct SharedLimitsTests {
    /// Asks for everything that is limited by address, and returns the statuses: login, sign-up, mail, OAuth client.
    private func limited(_ fixture: APIFixture) async throws -> [Int] {
        let login = ["login": "nobody", "password": APIFixture.wrongPassword]
        let signUp = ["username": "u\(UUID().uuidString.prefix(8))", "password": APIFixture.password]
        let client = [
            ("grant_type", "client_credentials"), ("client_id", UUID().uuidString), ("client_secret", "x"),
        ]
        return [
            try await fixture.api.post("/api/login", form: login.map { ($0, $1) }),
            try await fixture.api.post("/api/signup", form: signUp.map { ($0, $1) }),
            try await fixture.api.post("/api/password-reset", form: [("email", "nobody@example.org")]),
            try await fixture.api.post("/oauth/token", form: client),
        ].map { $0.status.code }
    }

    private func metrics(_ fixture: APIFixture) async throws -> Set<String> {
        Set(try await fixture.api.get("/metrics").text.split(separator: "\n").map(String.init))
    }

    @Test("open: while the counts are gone requests go on, the server is ready and says what it lacks [B8]")
    func open() async throws {
        let counters = FickleCounters()
        try await APIFixture.run(configure: { $0.redis.onFailure = .open }, counters: counters) { fixture in
            #expect(try await limited(fixture) == [401, 201, 202, 401])
            #expect(try await fixture.api.get("/health/ready").text == #"{"status":"ok"}"#)
            let before = try await metrics(fixture)
            #expect(before.contains(#"latchkey_redis_up{on_failure="open"} 1"#))
            #expect(before.contains(#"latchkey_limits_shared_total{decided_by="alone"} 0"#))
            counters.isGone = true
            #expect(try await limited(fixture) == [401, 201, 202, 401])
            let readiness = Readiness(
                storage: fixture.services.storage,
                keys: fixture.services.keys,
                limits: fixture.services.sharedLimits
            )
            #expect(await readiness.faults() == [])
            #expect(await readiness.shortcomings().map(\.part) == ["redis"])
            let after = try await metrics(fixture)
            #expect(after.contains(#"latchkey_redis_up{on_failure="open"} 0"#))
            #expect(!after.contains(#"latchkey_limits_shared_total{decided_by="alone"} 0"#))
            #expect(after.contains(#"latchkey_limits_shared_total{decided_by="refused"} 0"#))
        }
    }

    @Test(
        "closed: while the counts are gone whatever is limited is 503, and whoever is signed in goes on [B8]"
    )
    func closed() async throws {
        let counters = FickleCounters()
        try await APIFixture.run(configure: { $0.redis.onFailure = .closed }, counters: counters) { fixture in
            let tokens = try await fixture.signUp()
            counters.isGone = true
            #expect(try await limited(fixture) == [503, 503, 503, 503])
            let login = try await fixture.api.post("/api/login", form: [("login", "a"), ("password", "b")])
            try expectProblem(login, .serviceUnavailable, "unavailable")
            #expect(login.headers[.retryAfter] == "1")
            #expect(try await fixture.me(tokens).status == .ok)
            #expect(try await fixture.refresh(tokens.refresh).status == .ok)
            let answer = try await fixture.api.get("/health/ready")
            try expectProblem(answer, .serviceUnavailable, "unavailable")
            #expect(try answer.json.strings("failing") == ["redis"])
            #expect(try await metrics(fixture).contains(#"latchkey_redis_up{on_failure="closed"} 0"#))
            counters.isGone = false
            #expect(try await limited(fixture) == [401, 201, 202, 401])
        }
    }
}

/// Counts that let everything through, and can be taken away.
private final class FickleCounters: AttemptCounters {
    struct Gone: Error, TransientStorageFailure {
        let isTransient = true
    }

    private let gone = Mutex(false)

    var isGone: Bool {
        get { gone.withLock { $0 } }
        set { gone.withLock { $0 = newValue } }
    }

    var status: AttemptCountersStatus {
        var status = AttemptCountersStatus()
        status.isReachable = !isGone
        return status
    }

    func reserve(_ place: String, limit: Int, period: Int) async throws -> Int? {
        try await check()
        return nil
    }

    func wait(_ place: String, limit: Int) async throws -> Int? {
        try await check()
        return nil
    }

    func count(_ place: String, period: Int) async throws { try await check() }

    func release(_ place: String) async throws { try await check() }

    func check() async throws { if isGone { throw Gone() } }
}
