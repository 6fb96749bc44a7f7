import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
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
            let listed = try await fixture.api.get("/api/invitations", bearer: admin.access)
            #expect(try listed.json["items"] == .array([.object(invited.json)]))
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

    private func invite(
        _ fixture: APIFixture,
        _ email: String,
        by admin: APITokens,
        roles: [String] = []
    ) async throws -> String {
        let answer = try await fixture.api.post(
            "/api/invitations",
            ["email": .string(email), "roles": .array(roles.map { .string($0) })],
            bearer: admin.access
        )
        #expect(answer.status == .accepted)
        return try await fixture.mailBox.take().token
    }

    @Test(
        "an invitation is void while whoever sent it may invite no longer [A8] [E2]",
        arguments: ["locked", "without the role", "deleted"]
    )
    func unbacked(inviter: String) async throws {
        try await APIFixture.run { fixture in
            let admin = try await admin(fixture)
            let other = try await fixture.signedInAdministrator("other")
            let token = try await invite(fixture, "grace@example.org", by: other, roles: ["admin"])
            let own = try await invite(fixture, "hedy@example.org", by: admin)
            let id = try #require(UUIDv7(other.account))
            var change = AccountChange()
            switch inviter {
            case "locked": change.isLocked = true
            case "without the role": change.roles = []
            default: try await fixture.services.administration.delete(id, by: nil)
            }
            if inviter != "deleted" { try await fixture.services.administration.change(id, change, by: nil) }
            try expectProblem(try await accept(fixture, token), .badRequest, "one_time_token_invalid")
            let listed = try await fixture.api.get("/api/invitations", bearer: admin.access)
            #expect(try listed.items("email") == ["hedy@example.org"])
            #expect(try await accept(fixture, own).status == .created)
        }
    }

    @Test("an invitation of the command line has no sender who could lose a right")
    func commandLine() async throws {
        try await APIFixture.run { fixture in
            try await fixture.services.oneTime.invitations.invite(
                "grace@example.org",
                name: nil,
                roles: ["admin"],
                by: nil,
                language: .english
            )
            let answer = try await accept(fixture, try await fixture.mailBox.take().token)
            #expect(answer.status == .created)
            let events = try await fixture.audited(.invitationAccepted)
            #expect(events.map { $0.accountID?.description } == [try APITokens(answer).account])
            #expect(try await fixture.audited(.invitationSent).map(\.reason) == events.map(\.reason))
        }
    }

    @Test("the invitations that wait are listed by the page, and withdrawn one by one [E4]")
    func list() async throws {
        try await APIFixture.run { fixture in
            let admin = try await admin(fixture)
            var tokens: [String] = []
            for name in ["c", "a", "b"] {
                tokens.append(try await invite(fixture, "\(name)@example.org", by: admin, roles: ["staff"]))
            }
            let first = try await fixture.api.get("/api/invitations?limit=2", bearer: admin.access)
            #expect(try first.items("email") == ["a@example.org", "b@example.org"])
            #expect(try first.items("roles") == [["staff"], ["staff"]])
            #expect(try first.items("invited_by") == [.string(admin.account), .string(admin.account)])
            let cursor = try #require(try first.json.string("next_cursor"))
            #expect(!cursor.contains("example"))
            let second = try await fixture.api.get(
                "/api/invitations?limit=2&cursor=\(cursor)",
                bearer: admin.access
            )
            #expect(try second.items("email") == ["c@example.org"])
            #expect(try second.json["next_cursor"] == .null)
            guard case .string(let id)? = try second.items("id").first else {
                Issue.record("no identifier")
                return
            }
            let withdrawal = "/api/invitations/\(id)"
            #expect(try await fixture.api.delete(withdrawal, bearer: admin.access).status == .noContent)
            try expectProblem(
                try await fixture.api.delete(withdrawal, bearer: admin.access),
                .notFound,
                "not_found"
            )
            try expectProblem(try await accept(fixture, tokens[0]), .badRequest, "one_time_token_invalid")
            #expect(try await accept(fixture, tokens[1]).status == .created)
            let left = try await fixture.api.get("/api/invitations", bearer: admin.access)
            #expect(try left.items("email") == ["b@example.org"])
            let events = try await fixture.audited(.invitationWithdrawn)
            #expect(events.map(\.reason) == [id])
            #expect(events.map { $0.actor?.text } == ["account:\(admin.account)"])
        }
    }

    @Test("invitations are for administrators, and withdrawing one for those who signed in lately [A8]")
    func access() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let stale = try await fixture.staleAdministrator()
            let id = "/api/invitations/\(ada.account)"
            #expect(
                try await fixture.api.get("/api/invitations", bearer: ada.access).code == "insufficient_role"
            )
            #expect(try await fixture.api.delete(id, bearer: ada.access).code == "insufficient_role")
            #expect(try await fixture.api.get("/api/invitations", bearer: stale.access).status == .ok)
            let refused = try await fixture.api.delete(id, bearer: stale.access)
            #expect(refused.code == "insufficient_user_authentication")
            let cursor = try await fixture.api.get("/api/invitations?cursor=%21", bearer: stale.access)
            #expect(cursor.faults == ["cursor: invalid_format"])
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
            let known = try await fixture.api.post(
                "/api/invitations",
                ["email": "root@example.org"],
                bearer: admin.access
            )
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
