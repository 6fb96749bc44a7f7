import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Change of e-mail address")
struct EmailChangeTests {
    private func change(_ fixture: APIFixture, _ tokens: APITokens, _ email: String) async throws -> APIAnswer
    {
        try await fixture.api.post("/api/me/email", ["email": .string(email)], bearer: tokens.access)
    }

    private func confirm(_ fixture: APIFixture, _ token: String) async throws -> APIAnswer {
        try await fixture.api.post(
            "/api/email-change/confirm",
            ["token": .string(token), "password": .string(APIFixture.password)]
        )
    }

    /// Signs up with a verified address.
    private func verified(_ fixture: APIFixture) async throws -> APITokens {
        let tokens = try await fixture.signUp()
        _ = try await fixture.api.post("/api/email-verification", bearer: tokens.access)
        _ = try await fixture.api.post(
            "/api/email-verification/confirm",
            ["token": .string(try await fixture.mailBox.take().token)],
            bearer: tokens.access
        )
        return tokens
    }

    @Test("changes once both addresses agree, in either order [E2]", arguments: [[0, 1], [1, 0]])
    func both(order: [Int]) async throws {
        try await APIFixture.run { fixture in
            let tokens = try await verified(fixture)
            #expect(try await change(fixture, tokens, "NEW@example.org").status == .accepted)
            let mails = try await fixture.mailBox.takeAll()
            #expect(mails.map(\.recipient) == ["new@example.org", "ada@example.org"])
            // Whoever reads the new address may know nothing of the account: the old one is not told whole.
            #expect(mails.map { $0.values[.subject] } == ["ada", "new@example.org"])
            let first = try await confirm(fixture, mails[order[0]].token)
            #expect(try first.json["changed"] == false)
            #expect(try await fixture.me(tokens).json["email"] == "ada@example.org")
            let second = try await confirm(fixture, mails[order[1]].token)
            #expect(try second.json["changed"] == true)
            let me = try await fixture.me(tokens)
            #expect(try me.json["email"] == "new@example.org")
            #expect(try me.json["email_verified"] == true)
            for mail in mails {
                try expectProblem(
                    try await confirm(fixture, mail.token),
                    .badRequest,
                    "one_time_token_invalid"
                )
            }
            let events = try await fixture.services.storage.read { try $0.audit.events(after: 0, limit: 100) }
            let event = try #require(events.last { $0.event.kind == .emailChanged }?.event)
            #expect(event.detail == "ada@example.org")
        }
    }

    @Test("the new address is told which account asks: by its user name, else by the old address, masked")
    func named() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await verified(fixture)
            let id = try #require(UUIDv7(tokens.account))
            try await fixture.services.storage.transaction { tx in
                var account = try #require(try tx.accounts.account(id))
                account.username = nil
                try tx.accounts.update(account)
            }
            _ = try await change(fixture, tokens, "new@example.org")
            let mail = try #require(try await fixture.mailBox.takeAll().first)
            #expect(mail.kind == .emailChangeNew)
            #expect(mail.values[.subject] == "a…@example.org")
        }
    }

    @Test("an address that was never verified is not asked")
    func unverified() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            _ = try await change(fixture, tokens, "new@example.org")
            let mail = try await fixture.mailBox.take()
            #expect(mail.recipient == "new@example.org")
            #expect(try await confirm(fixture, mail.token).json["changed"] == true)
        }
    }

    @Test("a taken address gets the same answer and no link; a newer wish voids the older one")
    func taken() async throws {
        try await APIFixture.run { fixture in
            let bob = try #require(UUIDv7(try await fixture.signUp("bob").account))
            try await prove(bob, fixture)
            let tokens = try await verified(fixture)
            #expect(try await change(fixture, tokens, "bob@example.org").status == .accepted)
            #expect(try await fixture.mailBox.takeAll().map(\.kind) == [.none, .emailChangeOld])
            _ = try await change(fixture, tokens, "first@example.org")
            let first = try await fixture.mailBox.takeAll()
            _ = try await change(fixture, tokens, "second@example.org")
            for mail in first {
                try expectProblem(
                    try await confirm(fixture, mail.token),
                    .badRequest,
                    "one_time_token_invalid"
                )
            }
        }
    }

    private func prove(_ id: UUIDv7, _ fixture: APIFixture) async throws {
        try await fixture.services.storage.transaction { tx in
            var account = try #require(try tx.accounts.account(id))
            account.emailVerified = true
            try tx.accounts.update(account)
        }
    }

    @Test(
        "an address that another account says is its own, and never proved, goes to who opens the link [E2]"
    )
    func unproved() async throws {
        try await APIFixture.run { fixture in
            let bob = try await fixture.signUp("bob")
            _ = try await fixture.api.post("/api/password-reset", ["email": "bob@example.org"])
            let reset = try await fixture.mailBox.take().token
            _ = try await fixture.api.post("/api/email-verification", bearer: bob.access)
            let verification = try await fixture.mailBox.take().token
            let ada = try await verified(fixture)
            #expect(try await change(fixture, ada, "bob@example.org").status == .accepted)
            let mails = try await fixture.mailBox.takeAll()
            #expect(mails.map(\.kind) == [.emailChangeNew, .emailChangeOld])
            #expect(try await confirm(fixture, mails[0].token).json["changed"] == false)
            #expect(try await fixture.me(bob).json["email"] == "bob@example.org")
            #expect(try await confirm(fixture, mails[1].token).json["changed"] == true)
            #expect(try await fixture.me(ada).json["email"] == "bob@example.org")
            // The other account lost the address, and nothing else.
            let left = try await fixture.me(bob)
            #expect(try left.json["email"] == .null)
            #expect(try left.json["username"] == "bob")
            for (path, token) in [("password-reset", reset), ("email-verification", verification)] {
                let answer = try await fixture.api.post(
                    "/api/\(path)/confirm",
                    ["token": .string(token), "password": .string(APIFixture.password)],
                    bearer: path == "email-verification" ? bob.access : nil
                )
                try expectProblem(answer, .badRequest, "one_time_token_invalid")
            }
            let login: JSONObject = [
                "login": "bob@example.org", "password": .string(APIFixture.password),
            ]
            #expect(
                try await fixture.api.post("/api/login", login).json.object("account")?["id"]
                    == .string(ada.account)
            )
            let events = try await fixture.audited(.accountChanged)
            #expect(events.map(\.reason) == ["email_claimed"])
            #expect(events.map { $0.accountID?.description } == [bob.account])
        }
    }

    @Test("who proves the address first keeps it [E2]")
    func provedMeanwhile() async throws {
        try await APIFixture.run { fixture in
            let bob = try await fixture.signUp("bob")
            let ada = try await fixture.signUp()
            _ = try await change(fixture, ada, "bob@example.org")
            let link = try await fixture.mailBox.take().token
            try await prove(#require(UUIDv7(bob.account)), fixture)
            try expectProblem(try await confirm(fixture, link), .conflict, "email_taken")
            #expect(try await fixture.me(bob).json["email"] == "bob@example.org")
            #expect(try await fixture.me(ada).json["email"] == "ada@example.org")
        }
    }

    @Test("needs a fresh sign-in")
    func fresh() async throws {
        try await APIFixture.run { fixture in
            let nobody = try await fixture.api.post("/api/me/email", ["email": "new@example.org"])
            #expect(nobody.status == .unauthorized)
            fixture.clock.set(-400)
            let tokens = try await fixture.signUp()
            let answer = try await change(fixture, tokens, "new@example.org")
            #expect(answer.status == .forbidden)
            #expect(answer.code == "insufficient_user_authentication")
        }
    }

    @Test("links to the old address are void once the address has changed")
    func oldLinks() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            _ = try await fixture.api.post("/api/password-reset", ["email": "ada@example.org"])
            let reset = try await fixture.mailBox.take().token
            _ = try await change(fixture, tokens, "new@example.org")
            _ = try await confirm(fixture, fixture.mailBox.take().token)
            let answer = try await fixture.api.post(
                "/api/password-reset/confirm",
                ["token": .string(reset), "password": .string(PasswordResetTests.newPassword)]
            )
            try expectProblem(answer, .badRequest, "one_time_token_invalid")
        }
    }
}
