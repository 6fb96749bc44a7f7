import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct MeEndpointTests {
    private static let invalid = "Bearer error=\"invalid_token\""

    @Test("returns the bare account of whoever asks [B2] [E3]")
    func me() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let answer = try await fixture.me(tokens)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.cacheControl] == "no-store")
            let json = try answer.json
            #expect(
                json.names == ["id", "email", "username", "name", "email_verified", "roles", "created_at"]
            )
            #expect(json["id"] == .string(tokens.account))
            #expect(json["name"] == .null)
            #expect(!answer.text.contains("argon2"))
        }
    }

    @Test("without a token: 401 and the bare challenge [B2] [D4] [E3]")
    func missing() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            try expectProblem(
                try await fixture.api.get("/api/me"),
                .unauthorized,
                "token_missing",
                challenge: "Bearer"
            )
            // A token anywhere but in the Authorization field is none.
            for answer in [
                try await fixture.api.get("/api/me?access_token=\(tokens.access)"),
                try await fixture.api.get("/api/me", headers: [.cookie: "access_token=\(tokens.access)"]),
                try await fixture.api.get("/api/me", headers: [.authorization: "Basic YWRhOng="]),
                try await fixture.api.get("/api/me", headers: [.authorization: "Token \(tokens.access)"]),
                try await fixture.api.get("/api/me", headers: [.authorization: tokens.access]),
            ] {
                try expectProblem(answer, .unauthorized, "token_missing", challenge: "Bearer")
            }
        }
    }

    @Test("with a bad token: 401 and invalid_token, on every route behind the guard [A4] [B5] [E3]")
    func bad() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            fixture.clock.set(-3600)
            let expired = try await fixture.logIn()
            for (path, method) in [
                ("/api/me", .get), ("/api/me/sessions", .get), ("/api/me/sessions/x", .delete),
            ] as [(String, HTTPRequest.Method)] {
                for (token, code) in [
                    ("junk", "token_malformed"), ("", "token_malformed"), (" ", "token_malformed"),
                    (tokens.refresh, "token_malformed"), (tokens.access + "A", "token_invalid"),
                    (tokens.access.dropLast(2) + "AA", "token_invalid"), (expired.access, "token_expired"),
                    (String(repeating: "A", count: 40_000), "token_malformed"),
                    ("\u{E9}.\u{E9}.\u{E9}", "token_malformed"),
                ] {
                    let answer = try await fixture.api.send(
                        method,
                        path,
                        headers: HTTPFields().bearing(token)
                    )
                    try expectProblem(answer, .unauthorized, code, challenge: Self.invalid)
                }
            }
        }
    }

    @Test("knows the scheme in any case, and refuses two Authorization fields")
    func scheme() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            for scheme in ["bearer", "BEARER", "bEaReR", "Bearer  "] {
                let answer = try await fixture.api.get(
                    "/api/me",
                    headers: [.authorization: "\(scheme) \(tokens.access)"]
                )
                #expect(answer.status == .ok)
            }
            var twice = HTTPFields()
            twice.append(HTTPField(name: .authorization, value: "Bearer \(tokens.access)"))
            twice.append(HTTPField(name: .authorization, value: "Bearer \(tokens.access)"))
            let answer = try await fixture.api.get("/api/me", headers: twice)
            try expectProblem(answer, .unauthorized, "token_malformed", challenge: Self.invalid)
        }
    }

    @Test("an account that is gone or closed is nobody [B7]")
    func gone() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let bob = try await fixture.signUp("bob")
            let account = try await fixture.services.accounts.account(named: "ada")
            let other = try await fixture.services.accounts.account(named: "bob")
            try await fixture.services.storage.transaction { tx in
                try tx.accounts.delete(account.id)
                var other = other
                other.lockedAt = tx.now
                try tx.accounts.update(other)
            }
            for tokens in [ada, bob] {
                try expectProblem(
                    try await fixture.me(tokens),
                    .unauthorized,
                    "token_revoked",
                    challenge: Self.invalid
                )
            }
        }
    }
}
