import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("E-mail verification")
struct EmailVerificationTests {
    private func confirm(_ fixture: APIFixture, _ token: String) async throws -> APIAnswer {
        try await fixture.api.post(
            "/api/email-verification/confirm",
            ["token": .string(token), "password": .string(APIFixture.password)]
        )
    }

    @Test(
        "verifies the address of whoever asks, by address or by access token [E2]",
        arguments: [true, false]
    )
    func verify(byToken: Bool) async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let asked =
                byToken
                ? try await fixture.api.post("/api/email-verification", bearer: tokens.access)
                : try await fixture.api.post("/api/email-verification", ["email": "ADA@example.org"])
            #expect(asked.status == .accepted)
            let token = try await fixture.mailBox.take().token
            let answer = try await confirm(fixture, token)
            #expect(answer.status == .ok)
            #expect(try answer.json["email_verified"] == true)
            #expect(try await fixture.me(tokens).json["email_verified"] == true)
            try expectProblem(try await confirm(fixture, token), .badRequest, "one_time_token_invalid")
            // Verified already: the same answer, and no mail.
            let again = try await fixture.api.post("/api/email-verification", ["email": "ada@example.org"])
            #expect(again.status == .accepted)
            #expect(try await fixture.mailBox.take().kind == .none)
        }
    }

    @Test("without a token and without an address it is a missing field")
    func missing() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.post("/api/email-verification", [:])
            try expectProblem(answer, .badRequest, "invalid_fields")
        }
    }

    private static let signUpBody: JSONObject = [
        "email": "ada@example.org", "username": "ada", "name": "Ada",
        "password": .string(APIFixture.password),
    ]

    @Test("with signup.verifyEmail there is no account and no token before the link is used [D4]")
    func signUp() async throws {
        try await APIFixture.run(configure: { $0.signUpVerifiesEmail = true }) { fixture in
            let asked = try await fixture.api.post("/api/signup", Self.signUpBody)
            #expect(asked.status == .accepted)
            #expect(asked.text == "{}")
            let early = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(APIFixture.password)]
            )
            try expectProblem(early, .unauthorized, "invalid_credentials", challenge: "Bearer")
            let mail = try await fixture.mailBox.take()
            #expect(mail.kind == .emailVerification)
            let answer = try await confirm(fixture, mail.token)
            #expect(answer.status == .ok)
            #expect(try answer.json["username"] == "ada")
            #expect(try answer.json["name"] == "Ada")
            #expect(try answer.json["email_verified"] == true)
            _ = try await fixture.logIn()
        }
    }

    @Test(
        "with signup.verifyEmail new and taken addresses and names get the same answer, and a mail that tells"
    )
    func taken() async throws {
        try await APIFixture.run(configure: { $0.signUpVerifiesEmail = true }) { fixture in
            let first = try await fixture.api.post("/api/signup", Self.signUpBody)
            _ = try await confirm(fixture, fixture.mailBox.take().token)
            let repeated = try await fixture.api.post("/api/signup", Self.signUpBody)
            let name = try await fixture.api.post(
                "/api/signup",
                ["email": "bob@example.org", "username": "ada", "password": .string(APIFixture.password)]
            )
            for answer in [repeated, name] {
                #expect(answer.status == first.status)
                #expect(answer.text == first.text)
                #expect(answer.headers == first.headers)
            }
            let mails = try await fixture.mailBox.takeAll()
            #expect(mails.map(\.kind) == [.signUpRepeated, .usernameTaken])
            #expect(mails[0].values[.link] == "http://127.0.0.1:8080/forgot")
        }
    }

    @Test("two who sign up with one address: the first to use a link has it, the other is told")
    func race() async throws {
        try await APIFixture.run(configure: { $0.signUpVerifiesEmail = true }) { fixture in
            for _ in 0..<2 { _ = try await fixture.api.post("/api/signup", Self.signUpBody) }
            let mails = try await fixture.mailBox.takeAll()
            #expect(try await confirm(fixture, mails[1].token).status == .ok)
            try expectProblem(try await confirm(fixture, mails[0].token), .conflict, "email_taken")
        }
    }

    @Test("with signup.verifyEmail a sign-up needs an address")
    func addressMissing() async throws {
        try await APIFixture.run(configure: { $0.signUpVerifiesEmail = true }) { fixture in
            let answer = try await fixture.api.post(
                "/api/signup",
                ["username": "ada", "password": .string(APIFixture.password)]
            )
            try expectProblem(answer, .badRequest, "invalid_fields")
            #expect(answer.faults == ["email: missing"])
        }
    }
}
