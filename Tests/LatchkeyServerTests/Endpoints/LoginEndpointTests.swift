import Dispatch
import HTTPTypes
import LatchkeyJOSE
import Testing

@testable import LatchkeyAccounts
@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct LoginEndpointTests {
    private static let password = APIFixture.password

    @Test(
        "signs in under any of the three field names [A1] [D4]",
        arguments: [
            ("login", "ada@example.org"), ("login", "Ada"), ("email", "ADA@example.org"), ("username", "ada"),
        ]
    )
    func names(_ field: String, _ name: String) async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let json = try await fixture.api.post(
                "/api/login",
                JSONObject(members: [(field, .string(name)), ("password", .string(Self.password))])
            )
            #expect(json.status == .ok)
            #expect(json.headers[.cacheControl] == "no-store")
            #expect(try APITokens(json).account == ada.account)
            let form = try await fixture.api.post(
                "/api/login",
                form: [(field, name), ("password", Self.password)]
            )
            #expect(form.status == .ok)
            #expect(try APITokens(form).account == ada.account)
        }
    }

    @Test(
        "forgives white space around a name, and none around a password",
        arguments: ["login", "email", "username"]
    )
    func whiteSpace(_ field: String) async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            func status(_ name: String, _ password: String) async throws -> HTTPResponse.Status {
                try await fixture.api.post(
                    "/api/login",
                    JSONObject(members: [(field, .string(name)), ("password", .string(password))])
                ).status
            }
            #expect(try await status("ada@example.org ", Self.password) == .ok)
            #expect(try await status(" \t\r\nada@example.org \u{B}\u{C}\n", Self.password) == .ok)
            #expect(try await status("ada@ example.org", Self.password) == .unauthorized)
            #expect(try await status("\u{A0}ada@example.org", Self.password) == .unauthorized)
            #expect(try await status("ada@example.org", Self.password + " ") == .unauthorized)
        }
    }

    @Test("answers an unknown name, a wrong password and a locked account with the same bytes [D4]")
    func oneAnswer() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp("ada")
            let locked = try await fixture.signUp("bob")
            let account = try await fixture.services.accounts.account(named: locked.account)
            try await fixture.services.accounts.lock(account.id)
            var answers: [APIAnswer] = []
            for (name, password) in [
                ("ada", APIFixture.wrongPassword), ("ada@example.org", APIFixture.wrongPassword),
                ("nobody", Self.password), ("nobody@example.org", APIFixture.wrongPassword),
                ("bob", Self.password), ("bob", APIFixture.wrongPassword), ("\u{E9}@@", "x"),
            ] {
                answers.append(
                    try await fixture.api.post(
                        "/api/login",
                        ["login": .string(name), "password": .string(password)]
                    )
                )
            }
            for answer in answers {
                try expectProblem(answer, .unauthorized, "invalid_credentials", challenge: "Bearer")
                #expect(try answer.textWithoutRequestID == answers[0].textWithoutRequestID)
                #expect(answer.headers == answers[0].headers)
            }
            let identifiers = try answers.map { try $0.json.string("request_id") }
            #expect(Set(identifiers).count == answers.count)
        }
    }

    @Test("says when to come back after five failures, for known and unknown names alike")
    func throttled() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            fixture.clock.stop()
            var last: [APIAnswer] = []
            for name in ["ada", "nobody"] {
                let body: JSONObject = [
                    "login": .string(name), "password": .string(APIFixture.wrongPassword),
                ]
                for _ in 0..<5 {
                    #expect(try await fixture.api.post("/api/login", body).code == "invalid_credentials")
                }
                let answer = try await fixture.api.post("/api/login", body)
                try expectProblem(answer, .tooManyRequests, "too_many_attempts")
                #expect(answer.headers[.retryAfter] == "1")
                last.append(answer)
            }
            #expect(try last[0].textWithoutRequestID == last[1].textWithoutRequestID)
        }
    }

    @Test("answers 503 with Retry-After when every hashing thread is taken")
    func busy() async throws {
        try await APIFixture.run(configure: { $0.hashQueueLimit = 0 }) { fixture in
            let pool = fixture.services.hasher.pool
            let gate = DispatchSemaphore(value: 0)
            let blockers = (0..<PasswordHasher.processors).map { _ in
                Task { try await pool.run { gate.wait() } }
            }
            while pool.load.running < blockers.count, !Task.isCancelled { await Task.yield() }
            let answer = try await fixture.api.post("/api/login", ["login": "ada", "password": "x"])
            for _ in blockers { gate.signal() }
            try expectProblem(answer, .serviceUnavailable, "busy")
            #expect(answer.headers[.retryAfter] == "1")
            for blocker in blockers { try await blocker.value }
        }
    }

    @Test("needs a name and a password")
    func missing() async throws {
        try await APIFixture.run { fixture in
            let nameless = try await fixture.api.post("/api/login", ["password": "x"])
            try expectProblem(nameless, .badRequest, "invalid_fields")
            #expect(nameless.faults == ["login: missing"])
            let nothing = try await fixture.api.post("/api/login", [:])
            #expect(nothing.faults == ["login: missing", "password: missing"])
            let noPassword = try await fixture.api.post("/api/login", ["login": "ada", "password": .null])
            #expect(noPassword.faults == ["password: missing"])
            let transport = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": "x", "transport": "pigeon"]
            )
            #expect(transport.faults == ["transport: invalid_format"])
        }
    }
}
