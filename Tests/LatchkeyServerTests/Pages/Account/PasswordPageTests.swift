import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("The page of the password")
struct PasswordPageTests {
    private static let new = "copper heron walks at ten"

    @Test("sets a new one: this session goes on under a new cookie, every other one ends [A7] [E3]")
    func change() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            var phone = server.browser()
            try await phone.logIn("ada")
            let page = try await ada.get("/account/password")
            #expect(page.html.contains(#"name="login" autocomplete="username" value="ada" readonly"#))
            #expect(page.html.contains(#"autocomplete="new-password""#))
            let old = try #require(ada.session)
            let fields = [("current_password", Browser.goodPassword), ("password", Self.new)]
            let done = try await ada.post("/account/password", fields)
            #expect(done.location == "/account?done=password-changed")
            #expect(ada.session != old)
            #expect(
                try await ada.get("/account?done=password-changed").html.contains("Your new password is set")
            )
            #expect(try await phone.get("/account").location == "/login?redirect=/account")
            var thief = server.browser()
            thief.cookies[server.pages.cookies.sessionName] = old
            #expect(try await thief.get("/account").location == "/login?redirect=/account")
            var again = server.browser()
            #expect(try await again.logIn("ada").status == .unauthorized)
            #expect(try await again.logIn("ada", password: Self.new).location == "/account")
        }
    }

    @Test("says beside each field what is wrong, shows no password, and changes nothing")
    func faults() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            _ = try await ada.get("/account/password")
            let before = ada.session
            let table: [(current: String, new: String, status: HTTPResponse.Status, says: String)] = [
                ("", Self.new, .badRequest, #"id="current_password-error">Enter your password."#),
                (
                    "wrong horse entirely", Self.new, .forbidden,
                    #"id="current_password-error">This password is not"#
                ),
                (Browser.goodPassword, "", .badRequest, #"id="password-error">"#),
                (Browser.goodPassword, "short", .badRequest, #"id="password-error">Use at least 15"#),
                (
                    Browser.goodPassword, "passwordpassword", .badRequest,
                    #"id="password-error">This password is easy"#
                ),
            ]
            for (current, new, status, says) in table {
                let fields = [("current_password", current), ("password", new)]
                let answer = try await ada.post("/account/password", fields)
                #expect(answer.status == status)
                #expect(answer.html.contains(says))
                #expect(!answer.html.contains(Browser.goodPassword))
                #expect(!answer.html.contains(Self.new))
            }
            #expect(ada.session == before)
            var again = server.browser()
            #expect(try await again.logIn("ada").location == "/account")
        }
    }

    @Test("wrong passwords are counted, and the page says how long to wait")
    func throttled() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            _ = try await ada.get("/account/password")
            let fields = [("current_password", "wrong horse entirely"), ("password", Self.new)]
            for _ in 0..<5 { #expect(try await ada.post("/account/password", fields).status == .forbidden) }
            let answer = try await ada.post("/account/password", fields)
            #expect(answer.status == .tooManyRequests)
            #expect(answer["Retry-After"] == "1")
        }
    }
}
