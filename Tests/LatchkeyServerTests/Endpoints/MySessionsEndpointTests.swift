import HTTPTypes
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(1)))
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
                    "id", "current", "device", "address", "created_at", "last_seen_at", "expires_at",
                ]
            )
            let other = try Self.items(try await fixture.api.get("/api/me/sessions", bearer: second.access))
            #expect(other.map { $0["current"] } == [true, false])
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
