import HTTPTypes
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct SignUpEndpointTests {
    private static let password = APIFixture.password

    @Test("answers 201 with the token body, for nobody to keep [D4]")
    func created() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.post(
                "/api/signup",
                [
                    "email": "Ada@Example.ORG", "username": "Ada", "password": .string(Self.password),
                    "name": "Ada L.",
                ]
            )
            #expect(answer.status == .created)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.setCookie] == nil)
            let json = try answer.json
            #expect(json.names == ["access_token", "token_type", "expires_in", "refresh_token", "account"])
            #expect(try json.string("token_type") == "Bearer")
            let life = try #require(try json.integer("expires_in"))
            #expect((855...900).contains(life))
            #expect(try json.string("refresh_token")?.hasPrefix("lkr_") == true)
            let account = try #require(try json.object("account"))
            #expect(
                account.names == ["id", "email", "username", "name", "email_verified", "roles", "created_at"]
            )
            #expect(account["email"] == "ada@example.org")
            #expect(account["username"] == "ada")
            #expect(account["name"] == "Ada L.")
            #expect(account["email_verified"] == false)
            #expect(account["roles"] == [])
            let time = try #require(try account.string("created_at"))
            #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(try await fixture.me(APITokens(answer)).status == .ok)
        }
    }

    @Test("takes a form as a browser posts it [D4]")
    func form() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.post(
                "/api/signup",
                form: [("email", "ada@example.org"), ("password", Self.password)]
            )
            #expect(answer.status == .created)
            let account = try #require(try answer.json.object("account"))
            #expect(account["email"] == "ada@example.org")
            #expect(account["username"] == .null)
        }
    }

    @Test("tells a taken address and a taken name apart [D4]")
    func taken() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let email = try await fixture.api.post(
                "/api/signup",
                ["email": "ADA@example.org", "password": .string(Self.password)]
            )
            try expectProblem(email, .conflict, "email_taken")
            let username = try await fixture.api.post(
                "/api/signup",
                ["username": "ADA", "password": .string(Self.password)]
            )
            try expectProblem(username, .conflict, "username_taken")
        }
    }

    @Test("names every fault at once")
    func faults() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.post(
                "/api/signup",
                ["email": "ada@", "username": "ad\u{E9}", "password": "short"]
            )
            try expectProblem(answer, .badRequest, "invalid_fields")
            #expect(answer.faults == ["email: invalid_format", "username: not_ascii", "password: too_short"])
            let common = try await fixture.api.post(
                "/api/signup",
                ["email": "ada@example.org", "password": "password12345678"]
            )
            #expect(common.faults == ["password: too_common"])
            let nameless = try await fixture.api.post("/api/signup", ["password": .string(Self.password)])
            #expect(nameless.faults == ["email: missing"])
            let noPassword = try await fixture.api.post("/api/signup", ["email": "ada@example.org"])
            #expect(noPassword.faults == ["password: missing"])
            let nothing = try await fixture.api.post("/api/signup", [:])
            #expect(nothing.faults == ["email: missing", "password: missing"])
            let long = try await fixture.api.post(
                "/api/signup",
                ["username": "ada", "password": .string(String(repeating: "x", count: 1025))]
            )
            #expect(long.faults == ["password: too_long"])
        }
    }

    @Test("takes white space around an address and a user name away")
    func whiteSpace() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.post(
                "/api/signup",
                ["email": " ada@example.org\t", "username": "ada ", "password": .string(Self.password)]
            )
            #expect(answer.status == .created)
            let account = try #require(try answer.json.object("account"))
            #expect(account["email"] == "ada@example.org")
            #expect(account["username"] == "ada")
        }
    }

    @Test("gives nobody a role, an identifier or a verified address that they wrote down themselves [A8]")
    func unknownFields() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.post(
                "/api/signup",
                [
                    "username": "eve", "password": .string(Self.password), "roles": ["admin"],
                    "scope": "admin",
                    "id": "00000000-0000-7000-8000-000000000000", "email_verified": true, "epoch": 99,
                ]
            )
            #expect(answer.status == .created)
            let account = try #require(try answer.json.object("account"))
            #expect(account["roles"] == [])
            #expect(account["email_verified"] == false)
            #expect(account["id"] != "00000000-0000-7000-8000-000000000000")
        }
    }

    @Test("of twenty sign-ups at once with one address one gets 201, the others 409 [D4]")
    func parallel() async throws {
        try await APIFixture.run { fixture in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try await fixture.api.post(
                            "/api/signup",
                            [
                                "email": number % 2 == 0 ? "ada@example.org" : "ADA@Example.org",
                                "password": .string(Self.password),
                            ]
                        ).status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + [Int](repeating: 409, count: 19))
        }
    }

    @Test("says when to come back after too many an hour")
    func throttled() async throws {
        try await APIFixture.run(configure: { $0.signUpsPerHour = 1 }) { fixture in
            try await fixture.signUp()
            let answer = try await fixture.api.post(
                "/api/signup",
                ["username": "eve", "password": .string(Self.password)]
            )
            try expectProblem(answer, .tooManyRequests, "too_many_attempts")
            let wait = try #require(answer.headers[.retryAfter].flatMap { Int($0) })
            #expect((3590...3600).contains(wait))
        }
    }
}
