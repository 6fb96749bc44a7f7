import HTTPTypes
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct MySessionsEndpointTests {
    private static func items(_ answer: APIAnswer) throws -> [JSONObject] {
        #expect(answer.status == .ok)
        guard case .array(let items)? = try answer.json["items"] else { return [] }
        return items.compactMap { item in
            guard case .object(let object) = item else { return nil }
            return object
        }
    }

    @Test("lists the devices of whoever asks, youngest first, and marks this one")
    func list() async throws {
        try await APIFixture.run { fixture in
            fixture.clock.set(-60)
            try await fixture.signUp("bob")
            let first = try await fixture.signUp()
            fixture.clock.set(0)
            let second = try APITokens(
                try await fixture.api.post(
                    "/api/login",
                    ["login": "ada", "password": .string(APIFixture.password)],
                    headers: [.userAgent: "Analytical Engine"]
                )
            )
            let items = try Self.items(try await fixture.api.get("/api/me/sessions", bearer: first.access))
            #expect(items.count == 2)
            #expect(items.map { $0["current"] } == [false, true])
            #expect(items.map { $0["device"] } == ["Analytical Engine", .null])
            #expect(
                items[0].names == [
                    "id", "current", "device", "name", "address", "created_at", "last_seen_at", "expires_at",
                ]
            )
            let other = try Self.items(try await fixture.api.get("/api/me/sessions", bearer: second.access))
            #expect(other.map { $0["current"] } == [true, false])
        }
    }

    @Test(
        "calls a device the same in the list and in the export",
        arguments: [
            (
                nil, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux"
            ),
            ("Telephone", "app/1", "Telephone"), (nil, nil, "Unknown device"),
        ] as [(String?, String?, String)]
    )
    func names(device: String?, agent: String?, name: String) async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            var headers = HTTPFields()
            if let agent { headers[.userAgent] = agent }
            let login: JSONObject = [
                "login": "ada", "password": .string(APIFixture.password),
                "device": device.map { .string($0) } ?? .null,
            ]
            let tokens = try APITokens(try await fixture.api.post("/api/login", login, headers: headers))
            let list = try Self.items(try await fixture.api.get("/api/me/sessions", bearer: tokens.access))
            #expect(list.first?["name"] == .string(name))
            let export = try await fixture.api.get("/api/me/export", bearer: tokens.access)
            guard case .array(let sessions)? = try export.json["sessions"],
                case .object(let session)? = sessions.first
            else {
                Issue.record("no session")
                return
            }
            #expect(session["name"] == .string(name))
        }
    }

    @Test("gives the list in pages, every session once, and no more than 100 at a time")
    func pages() async throws {
        try await APIFixture.run { fixture in
            var tokens = try await fixture.signUp()
            for _ in 0..<104 { tokens = try await fixture.logIn() }
            let token = tokens.access
            func page(_ query: String) async throws -> APIAnswer {
                try await fixture.api.get("/api/me/sessions\(query)", bearer: token)
            }
            let first = try await page("")
            #expect(try Self.items(first).count == 100)
            let cursor = try #require(try first.json.string("next_cursor"))
            let second = try await page("?cursor=\(cursor)")
            #expect(try Self.items(second).count == 5)
            #expect(try second.json["next_cursor"] == .null)
            let all = try (Self.items(first) + Self.items(second)).map { try $0.string("id") }
            #expect(Set(all).count == 105)
            var walked: [String?] = []
            var next: String? = ""
            while let cursor = next {
                let answer = try await page("?limit=40" + (cursor.isEmpty ? "" : "&cursor=\(cursor)"))
                walked += try Self.items(answer).map { try $0.string("id") }
                next = try answer.json["next_cursor"] == .null ? nil : answer.json.string("next_cursor")
            }
            #expect(walked == all)
        }
    }

    @Test("a session that ends between two pages loses none of the others")
    func endedBetweenPages() async throws {
        try await APIFixture.run { fixture in
            var tokens = try await fixture.signUp()
            for _ in 0..<4 { tokens = try await fixture.logIn() }
            let first = try await fixture.api.get("/api/me/sessions?limit=2", bearer: tokens.access)
            let cursor = try #require(try first.json.string("next_cursor"))
            let end = try await fixture.api.delete("/api/me/sessions/\(cursor)", bearer: tokens.access)
            #expect(end.status == .noContent)
            let rest = try await fixture.api.get("/api/me/sessions?cursor=\(cursor)", bearer: tokens.access)
            #expect(try Self.items(rest).count == 3)
        }
    }

    @Test(
        "refuses a page that cannot be",
        arguments: [
            ("limit=0", "limit"), ("limit=101", "limit"), ("limit=-1", "limit"), ("limit=ten", "limit"),
            ("limit=", "limit"), ("limit=99999999999999999999", "limit"), ("cursor=x", "cursor"),
            ("cursor=", "cursor"), ("cursor=0199a1b2-0000-7000-8000-000000000000", "cursor"),
        ]
    )
    func impossiblePages(_ query: String, _ field: String) async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let answer = try await fixture.api.get("/api/me/sessions?\(query)", bearer: tokens.access)
            try expectProblem(answer, .badRequest, "invalid_fields")
            #expect(answer.faults == ["\(field): invalid_format"])
        }
    }

    @Test("ends one of them: 204, and its tokens are refused at once [A9]")
    func end() async throws {
        try await APIFixture.run { fixture in
            fixture.clock.set(-60)
            let first = try await fixture.signUp()
            fixture.clock.set(0)
            let second = try await fixture.logIn()
            let items = try Self.items(try await fixture.api.get("/api/me/sessions", bearer: first.access))
            let id = try #require(try items[0].string("id"))
            let answer = try await fixture.api.delete("/api/me/sessions/\(id)", bearer: first.access)
            #expect(answer.status == .noContent)
            #expect(try await fixture.me(second).code == "token_revoked")
            #expect(try await fixture.me(first).status == .ok)
            try expectProblem(
                try await fixture.api.delete("/api/me/sessions/\(id)", bearer: first.access),
                .notFound,
                "not_found"
            )
        }
    }

    @Test("finds no session of another account, and none that is no identifier")
    func foreign() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let eve = try await fixture.signUp("eve")
            let items = try Self.items(try await fixture.api.get("/api/me/sessions", bearer: ada.access))
            let id = try #require(try items.first?.string("id"))
            for path in [id, id.uppercased(), "x", "0199a1b2-0000-7000-8000-000000000000", "%00"] {
                try expectProblem(
                    try await fixture.api.delete("/api/me/sessions/\(path)", bearer: eve.access),
                    .notFound,
                    "not_found"
                )
            }
            #expect(try await fixture.me(ada).status == .ok)
        }
    }

    @Test("needs a token")
    func guarded() async throws {
        try await APIFixture.run { fixture in
            let list = try await fixture.api.get("/api/me/sessions")
            try expectProblem(list, .unauthorized, "token_missing", challenge: "Bearer")
            let end = try await fixture.api.delete("/api/me/sessions/0199a1b2-0000-7000-8000-000000000000")
            try expectProblem(end, .unauthorized, "token_missing", challenge: "Bearer")
        }
    }
}
