import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct RefreshEndpointTests {
    private static let invalid = "Bearer error=\"invalid_token\""

    @Test(
        "gives new tokens; the same token again gets the same new one; an older one ends the session [A9] [B5]"
    )
    func walk() async throws {
        try await APIFixture.run { fixture in
            let first = try await fixture.signUp()
            let answer = try await fixture.refresh(first.refresh)
            #expect(answer.status == .ok)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(
                try answer.json.names == [
                    "access_token", "token_type", "expires_in", "refresh_token", "account",
                ]
            )
            let second = try APITokens(answer)
            #expect(second.refresh != first.refresh)
            let again = try APITokens(try await fixture.refresh(first.refresh))
            #expect(again.refresh == second.refresh)
            let third = try APITokens(try await fixture.refresh(second.refresh))
            #expect(try await fixture.me(third).status == .ok)

            try expectProblem(
                try await fixture.refresh(first.refresh),
                .unauthorized,
                "refresh_reused",
                challenge: Self.invalid
            )
            for tokens in [first, second, again, third] {
                try expectProblem(
                    try await fixture.me(tokens),
                    .unauthorized,
                    "token_revoked",
                    challenge: Self.invalid
                )
                try expectProblem(
                    try await fixture.refresh(tokens.refresh),
                    .unauthorized,
                    "session_revoked",
                    challenge: Self.invalid
                )
            }
            #expect(try await fixture.me(fixture.logIn()).status == .ok)
        }
    }

    @Test("strict: the previous token ends the session at once [B5]")
    func strict() async throws {
        try await APIFixture.run(configure: { $0.sessionPolicy.replayWindow = 0 }) { fixture in
            let first = try await fixture.signUp()
            let second = try APITokens(try await fixture.refresh(first.refresh))
            #expect(try await fixture.refresh(first.refresh).code == "refresh_reused")
            #expect(try await fixture.refresh(second.refresh).code == "session_revoked")
        }
    }

    @Test("fifty at once with one token: one rotation, the same current token for everybody [B5]")
    func parallel() async throws {
        try await APIFixture.run { fixture in
            let first = try await fixture.signUp()
            let all = try await withThrowingTaskGroup(of: APITokens.self) { group in
                for _ in 0..<50 { group.addTask { try APITokens(try await fixture.refresh(first.refresh)) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(all.map(\.refresh)).count == 1)
            for tokens in all { #expect(try await fixture.me(tokens).status == .ok) }
            #expect(try await fixture.refresh(all[0].refresh).status == .ok)
        }
    }

    @Test("junk, access tokens and foreign tokens are refresh_invalid [B5]")
    func junk() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let long = "lkr_" + String(repeating: "A", count: 60_000)
            for text in [
                "", "x", tokens.access, tokens.refresh + "A", String(tokens.refresh.dropLast()), long,
            ] {
                try expectProblem(
                    try await fixture.refresh(text),
                    .unauthorized,
                    "refresh_invalid",
                    challenge: Self.invalid
                )
            }
            #expect(try await fixture.refresh(tokens.refresh).status == .ok)
        }
    }

    @Test("a session that ran out is refresh_expired [B6]")
    func expired() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            fixture.clock.set(14 * 86_400)
            try expectProblem(
                try await fixture.refresh(tokens.refresh),
                .unauthorized,
                "refresh_expired",
                challenge: Self.invalid
            )
        }
    }

    @Test("a closed account gets no new token [B7]")
    func closed() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let account = try await fixture.services.accounts.account(named: "ada")
            try await fixture.services.accounts.lock(account.id)
            #expect(try await fixture.refresh(tokens.refresh).code == "session_revoked")
            #expect(try await fixture.me(tokens).code == "token_revoked")
        }
    }

    @Test("needs a token, in the body or in the cookie")
    func missing() async throws {
        try await APIFixture.run { fixture in
            for answer in [
                try await fixture.api.post("/api/refresh"), try await fixture.api.post("/api/refresh", [:]),
                try await fixture.api.post("/api/refresh", ["refresh_token": .null]),
            ] {
                try expectProblem(answer, .badRequest, "invalid_fields")
                #expect(answer.faults == ["refresh_token: missing"])
            }
        }
    }

    @Test("takes a form [B5]")
    func form() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let answer = try await fixture.api.post("/api/refresh", form: [("refresh_token", tokens.refresh)])
            #expect(answer.status == .ok)
        }
    }
}
