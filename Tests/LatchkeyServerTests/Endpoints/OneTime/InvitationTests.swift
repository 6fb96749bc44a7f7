import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("Invitations")
struct InvitationTests {
    /// The access token of an administrator.
    private func admin(_ fixture: APIFixture) async throws -> APITokens {
        _ = try await fixture.services.accounts.add(
            NewAccount(
                email: "root@example.org",
                username: "root",
                password: APIFixture.password,
                roles: ["admin"]
            )
        )
        return try await fixture.logIn("root")
    }

    private func accept(
        _ fixture: APIFixture,
        _ token: String,
        _ password: String = APIFixture.password
    ) async throws -> APIAnswer {
        try await fixture.api.post(
            "/api/invitations/accept",
            ["token": .string(token), "password": .string(password), "username": "grace"]
        )
    }

    @Test("an administrator invites, and who accepts has an account with the roles given [E2]")
    func accepted() async throws {
        try await APIFixture.run { fixture in
            let admin = try await admin(fixture)
            let invited = try await fixture.api.post(
                "/api/invitations",
                ["email": "grace@example.org", "name": "Grace", "roles": ["editor"]],
                bearer: admin.access
            )
            #expect(invited.status == .accepted)
            let mail = try await fixture.mailBox.take()
            #expect(mail.kind == .invitation)
            let refused = try await accept(fixture, mail.token, "short")
            #expect(refused.faults == ["password: too_short"])
            let answer = try await accept(fixture, mail.token)
            #expect(answer.status == .created)
            let account = try #require(try answer.json.object("account"))
            #expect(account["email"] == "grace@example.org")
            #expect(account["username"] == "grace")
            #expect(account["name"] == "Grace")
            #expect(account["roles"] == ["editor"])
            #expect(account["email_verified"] == true)
            #expect(try await fixture.me(APITokens(answer)).status == .ok)
            try expectProblem(try await accept(fixture, mail.token), .badRequest, "one_time_token_invalid")
        }
    }

    @Test("of fifty who accept one invitation at once exactly one wins [E2]")
    func parallel() async throws {
        try await APIFixture.run { fixture in
            let admin = try await admin(fixture)
            _ = try await fixture.api.post(
                "/api/invitations",
                ["email": "grace@example.org"],
                bearer: admin.access
            )
            let token = try await fixture.mailBox.take().token
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<50 { group.addTask { try await accept(fixture, token).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == .created } == 1)
            #expect(statuses.count { $0 == .badRequest } == 49)
        }
    }

    @Test("nobody else invites, nobody is invited twice, and roles have names [A8]")
    func refused() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let ada: JSONObject = ["email": "ada@example.org"]
            let nobody = try await fixture.api.post("/api/invitations", ada)
            #expect(nobody.status == .unauthorized)
            let somebody = try await fixture.api.post("/api/invitations", ada, bearer: tokens.access)
            #expect(somebody.code == "insufficient_role")
            let admin = try await admin(fixture)
            let known = try await fixture.api.post("/api/invitations", ada, bearer: admin.access)
            try expectProblem(known, .conflict, "email_taken")
            let roles = try await fixture.api.post(
                "/api/invitations",
                ["email": "grace@example.org", "roles": ["a b"]],
                bearer: admin.access
            )
            #expect(roles.faults == ["roles: invalid_format"])
        }
    }
}
