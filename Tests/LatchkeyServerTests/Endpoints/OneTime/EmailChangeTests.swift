import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("Change of e-mail address")
struct EmailChangeTests {
    private func change(_ fixture: APIFixture, _ tokens: APITokens, _ email: String) async throws -> APIAnswer
    {
        try await fixture.api.post("/api/me/email", ["email": .string(email)], bearer: tokens.access)
    }

    private func confirm(_ fixture: APIFixture, _ token: String) async throws -> APIAnswer {
        try await fixture.api.post("/api/email-change/confirm", ["token": .string(token)])
    }

    /// Signs up with a verified address.
    private func verified(_ fixture: APIFixture) async throws -> APITokens {
        let tokens = try await fixture.signUp()
        _ = try await fixture.api.post("/api/email-verification", bearer: tokens.access)
        _ = try await fixture.api.post(
            "/api/email-verification/confirm",
            ["token": .string(try await fixture.mailBox.take().token)]
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
            #expect(mails[1].values[.subject] == "new@example.org")
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
            try await fixture.signUp("bob")
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
