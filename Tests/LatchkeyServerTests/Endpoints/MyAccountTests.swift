import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("Changing, exporting and deleting one's own account", .timeLimit(.minutes(5)))
struct MyAccountTests {
    private static let stale = "Bearer error=\"insufficient_user_authentication\", max_age=\"300\""

    @Test("PATCH changes what is named, null takes it away, and refuses an address [E3]")
    func change() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let named = try await fixture.patch(
                "/api/me",
                ["name": "Ada", "nonsense": 7],
                bearer: ada.access
            )
            #expect(named.status == .ok)
            #expect(try named.json["name"] == "Ada")
            #expect(try named.json["username"] == "ada")
            let bare = try await fixture.patch(
                "/api/me",
                ["name": .null, "username": .null],
                bearer: ada.access
            )
            #expect(try bare.json["name"] == .null)
            #expect(try bare.json["username"] == .null)
            let address = try await fixture.patch("/api/me", ["email": "eve@example.org"], bearer: ada.access)
            try expectProblem(address, .badRequest, "invalid_fields")
            #expect(address.faults == ["email: read_only"])
            #expect(try address.json.string("detail")?.contains("POST /api/me/email") == true)
            let granted = try await fixture.patch(
                "/api/me",
                ["name": "Eve", "roles": ["admin"], "email_verified": .null],
                bearer: ada.access
            )
            try expectProblem(granted, .badRequest, "invalid_fields")
            #expect(granted.faults == ["email_verified: read_only", "roles: read_only"])
            let typed = try await fixture.patch("/api/me", ["name": 7], bearer: ada.access)
            #expect(typed.faults == ["name: wrong_type"])
            try await fixture.signUp("eve")
            let taken = try await fixture.patch("/api/me", ["username": "EVE"], bearer: ada.access)
            try expectProblem(taken, .conflict, "username_taken")
            let nobody = try await fixture.patch("/api/me", ["name": "x"], bearer: nil)
            try expectProblem(nobody, .unauthorized, "token_missing", challenge: "Bearer")
            #expect(try await fixture.me(ada).json["email"] == "ada@example.org")
        }
    }

    @Test("DELETE needs a fresh sign-in, and then ends everything at once [A9] [E3]")
    func delete() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            fixture.clock.set(-400)
            let old = try await fixture.logIn()
            fixture.clock.set(0)
            let refused = try await fixture.api.delete("/api/me", bearer: old.access)
            try expectProblem(
                refused,
                .forbidden,
                "insufficient_user_authentication",
                challenge: Self.stale
            )
            let fresh = try await fixture.logIn()
            #expect(try await fixture.api.delete("/api/me", bearer: fresh.access).status == .noContent)
            for tokens in [old, fresh] {
                #expect(try await fixture.me(tokens).code == "token_revoked")
                #expect(try await fixture.refresh(tokens.refresh).code == "refresh_invalid")
            }
            try await fixture.signUp()
        }
    }

    @Test("the export is one file with account, sessions and events")
    func export() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let answer = try await fixture.api.get("/api/me/export", bearer: ada.access)
            #expect(answer.status == .ok)
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(
                answer.headers[.contentDisposition] == "attachment; filename=\"latchkey-account.json\""
            )
            #expect(try answer.json.object("account")?.string("email") == "ada@example.org")
            guard case .array(let sessions)? = try answer.json["sessions"] else {
                Issue.record("no sessions")
                return
            }
            #expect(sessions.count == 1)
            let nobody = try await fixture.api.get("/api/me/export")
            try expectProblem(nobody, .unauthorized, "token_missing", challenge: "Bearer")
        }
    }
}

extension APIFixture {
    func patch(_ path: String, _ json: JSONObject, bearer: String?) async throws -> APIAnswer {
        var headers = HTTPFields().bearing(bearer)
        headers[.contentType] = "application/json"
        return try await api.send(.patch, path, headers: headers, body: Array(json.json().utf8))
    }
}
