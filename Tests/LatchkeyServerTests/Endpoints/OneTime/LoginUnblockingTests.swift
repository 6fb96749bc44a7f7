import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("Unlock by mail")
struct LoginUnblockingTests {
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
