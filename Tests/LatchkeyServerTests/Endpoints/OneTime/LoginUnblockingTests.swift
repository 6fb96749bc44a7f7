import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("Unlock by mail")
struct LoginUnblockingTests {
    /// What asking for the link answers, and the kind of mail that follows.
    private func ask(_ login: String, _ fixture: APIFixture) async throws -> (APIAnswer, OutgoingMail.Kind) {
        let answer = try await fixture.api.post("/api/unlock", ["login": .string(login)])
        return (answer, try await fixture.mailBox.take().kind)
    }

    @Test(
        "sends nothing while nothing slows the owner down, and answers the same [D4]",
        arguments: [0, 4, 5]
    )
    func notNeeded(failures: Int) async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            for _ in 0..<failures {
                _ = try await fixture.api.post(
                    "/api/login",
                    ["login": "ada@example.org", "password": .string(APIFixture.wrongPassword)]
                )
            }
            // Under whichever name there were failures.
            for login in ["ada", "ada@example.org"] {
                let (known, kind) = try await ask(login, fixture)
                #expect(kind == (failures < 5 ? .none : .unlock))
                let (unknown, other) = try await ask("nobody@example.org", fixture)
                #expect(other == .none)
                #expect(known.status == unknown.status)
                #expect(known.text == unknown.text)
            }
        }
    }

    @Test("lets the owner's password in again after too many wrong ones [D4] [E2]")
    func unlock() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            fixture.clock.stop()
            for _ in 0..<5 {
                let wrong = try await fixture.api.post(
                    "/api/login",
                    ["login": "ada", "password": .string(APIFixture.wrongPassword)]
                )
                #expect(wrong.status == .unauthorized)
            }
            let right: JSONObject = ["login": "ada", "password": .string(APIFixture.password)]
            #expect(try await fixture.api.post("/api/login", right).status == .tooManyRequests)
            let asked = try await fixture.api.post("/api/unlock", ["login": "ada"])
            #expect(asked.status == .accepted)
            let mail = try await fixture.mailBox.take()
            #expect(mail.kind == .unlock)
            let confirmed = try await fixture.api.post(
                "/api/unlock/confirm",
                ["token": .string(try mail.token)]
            )
            #expect(confirmed.status == .noContent)
            #expect(try await fixture.api.post("/api/login", right).status == .ok)
            let again = try await fixture.api.post("/api/unlock/confirm", ["token": .string(try mail.token)])
            try expectProblem(again, .badRequest, "one_time_token_invalid")
        }
    }
}
