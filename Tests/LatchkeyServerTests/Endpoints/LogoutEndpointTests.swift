import HTTPTypes
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct LogoutEndpointTests {
    private static let invalid = "Bearer error=\"invalid_token\""

    /// Three sessions of Ada's.
    private static func sessions(_ fixture: APIFixture) async throws -> [APITokens] {
        [try await fixture.signUp(), try await fixture.logIn(), try await fixture.logIn()]
    }

    private static func logOut(
        _ fixture: APIFixture,
        _ scope: JSONValue,
        _ bearer: String
    ) async throws -> APIAnswer {
        try await fixture.api.post("/api/logout", ["scope": scope], bearer: bearer)
    }

    private static func expect(_ sessions: [APITokens], live: [Bool], _ fixture: APIFixture) async throws {
        for (session, isLive) in zip(sessions, live) {
            let me = try await fixture.me(session)
            let refreshed = try await fixture.refresh(session.refresh)
            if isLive {
                #expect(me.status == .ok)
                #expect(refreshed.status == .ok)
            } else {
                try expectProblem(me, .unauthorized, "token_revoked", challenge: invalid)
                try expectProblem(refreshed, .unauthorized, "session_revoked", challenge: invalid)
            }
        }
    }

    @Test("ends this session at once, with or without a body [A6] [A9] [E6]")
    func this() async throws {
        try await APIFixture.run { fixture in
            let sessions = try await Self.sessions(fixture)
            let answer = try await fixture.api.post("/api/logout", bearer: sessions[0].access)
            #expect(answer.status == .noContent)
            #expect(answer.text.isEmpty)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.setCookie] == nil)
            #expect(try await Self.logOut(fixture, "this", sessions[1].access).status == .noContent)
            try await Self.expect(sessions, live: [false, false, true], fixture)
        }
    }

    @Test("ends the others and keeps this one [A9]")
    func others() async throws {
        try await APIFixture.run { fixture in
            let sessions = try await Self.sessions(fixture)
            #expect(try await Self.logOut(fixture, "others", sessions[1].access).status == .noContent)
            try await Self.expect(sessions, live: [false, true, false], fixture)
        }
    }

    @Test("ends all of them, and touches nobody else's [A9]")
    func all() async throws {
        try await APIFixture.run { fixture in
            let sessions = try await Self.sessions(fixture)
            let bob = try await fixture.signUp("bob")
            #expect(try await Self.logOut(fixture, "all", sessions[1].access).status == .noContent)
            try await Self.expect(sessions + [bob], live: [false, false, false, true], fixture)
            #expect(try await fixture.me(fixture.logIn()).status == .ok)
        }
    }

    @Test("an expired access token of a live session ends this session, and reaches no other [A6]")
    func expired() async throws {
        try await APIFixture.run { fixture in
            fixture.clock.set(-3600)
            let sessions = try await Self.sessions(fixture)
            #expect(try await fixture.me(sessions[0]).code == "token_expired")
            for scope in ["others", "all"] as [JSONValue] {
                try expectProblem(
                    try await Self.logOut(fixture, scope, sessions[0].access),
                    .unauthorized,
                    "token_expired",
                    challenge: Self.invalid
                )
            }
            #expect(try await fixture.refresh(sessions[0].refresh).status == .ok)
            #expect(try await Self.logOut(fixture, "this", sessions[1].access).status == .noContent)
            #expect(try await fixture.refresh(sessions[1].refresh).code == "session_revoked")
            #expect(try await fixture.refresh(sessions[2].refresh).status == .ok)
            // Once more: the session it belonged to is no longer live.
            #expect(try await Self.logOut(fixture, "this", sessions[1].access).code == "token_revoked")
        }
    }

    @Test("the refresh token ends this session, the previous one too [A6]")
    func byRefreshToken() async throws {
        try await APIFixture.run { fixture in
            let sessions = try await Self.sessions(fixture)
            let answer = try await fixture.api.post(
                "/api/logout",
                ["refresh_token": .string(sessions[0].refresh)]
            )
            #expect(answer.status == .noContent)
            let renewed = try APITokens(try await fixture.refresh(sessions[1].refresh))
            let previous = try await fixture.api.post(
                "/api/logout",
                ["refresh_token": .string(sessions[1].refresh), "scope": "this"]
            )
            #expect(previous.status == .noContent)
            #expect(try await fixture.me(renewed).code == "token_revoked")
            try await Self.expect(sessions, live: [false, false, true], fixture)
        }
    }

    @Test("others and all need the current refresh token, not the previous one")
    func reachByRefreshToken() async throws {
        try await APIFixture.run { fixture in
            let sessions = try await Self.sessions(fixture)
            let renewed = try APITokens(try await fixture.refresh(sessions[0].refresh))
            for scope in ["others", "all"] as [JSONValue] {
                let answer = try await fixture.api.post(
                    "/api/logout",
                    ["refresh_token": .string(sessions[0].refresh), "scope": scope]
                )
                try expectProblem(answer, .unauthorized, "refresh_invalid", challenge: Self.invalid)
            }
            #expect(try await fixture.me(sessions[1]).status == .ok)
            let others = try await fixture.api.post(
                "/api/logout",
                ["refresh_token": .string(renewed.refresh), "scope": "others"]
            )
            #expect(others.status == .noContent)
            #expect(try await fixture.me(sessions[1]).code == "token_revoked")
            #expect(try await fixture.me(renewed).status == .ok)
            let all = try await fixture.api.post(
                "/api/logout",
                ["refresh_token": .string(renewed.refresh), "scope": "all"]
            )
            #expect(all.status == .noContent)
            #expect(try await fixture.me(renewed).code == "token_revoked")
        }
    }

    @Test("nothing presented is 401; as a form it is 204, for whoever is signed out already [A6]")
    func nothing() async throws {
        try await APIFixture.run { fixture in
            try expectProblem(
                try await fixture.api.post("/api/logout"),
                .unauthorized,
                "token_missing",
                challenge: "Bearer"
            )
            try expectProblem(
                try await fixture.api.post("/api/logout", ["scope": "all"]),
                .unauthorized,
                "token_missing",
                challenge: "Bearer"
            )
            #expect(try await fixture.api.post("/api/logout", form: [("scope", "this")]).status == .noContent)
        }
    }

    @Test("what is presented and is no good is 401 [A6]")
    func junk() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            try expectProblem(
                try await fixture.api.post("/api/logout", bearer: "junk"),
                .unauthorized,
                "token_malformed",
                challenge: Self.invalid
            )
            try expectProblem(
                try await fixture.api.post("/api/logout", bearer: tokens.access.dropLast(2) + "AA"),
                .unauthorized,
                "token_invalid",
                challenge: Self.invalid
            )
            try expectProblem(
                try await fixture.api.post("/api/logout", bearer: tokens.refresh),
                .unauthorized,
                "token_malformed",
                challenge: Self.invalid
            )
            try expectProblem(
                try await fixture.api.post("/api/logout", ["refresh_token": "lkr_junk"]),
                .unauthorized,
                "refresh_invalid",
                challenge: Self.invalid
            )
            let scope = try await Self.logOut(fixture, "everything", tokens.access)
            #expect(scope.faults == ["scope: invalid_format"])
            #expect(try await fixture.me(tokens).status == .ok)
        }
    }

    @Test("a second time it is 401: the session has ended")
    func twice() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            #expect(try await fixture.api.post("/api/logout", bearer: tokens.access).status == .noContent)
            try expectProblem(
                try await fixture.api.post("/api/logout", bearer: tokens.access),
                .unauthorized,
                "token_revoked",
                challenge: Self.invalid
            )
            try expectProblem(
                try await fixture.api.post("/api/logout", ["refresh_token": .string(tokens.refresh)]),
                .unauthorized,
                "refresh_invalid",
                challenge: Self.invalid
            )
        }
    }

    @Test("ten times at once it is 204 once at least, and 401 else")
    func parallel() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await fixture.api.post("/api/logout", bearer: tokens.access).status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.contains(204))
            #expect(Set(statuses).isSubset(of: [204, 401]))
        }
    }
}
