import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("What the login page says")
struct LoginAnswerTests {
    @Test("answers unknown, wrong, locked and overlong alike, byte for byte [D4]")
    func sameAnswer() async throws {
        try await PagesFixture.run { server in
            for name in ["ada", "bob"] {
                var owner = server.browser()
                try await owner.signUp(name)
            }
            let bob = try await server.services.accounts.account(named: "bob")
            try await server.services.accounts.lock(bob.id)
            var stranger = server.browser()
            _ = try await stranger.get("/login")
            let wrong = try await stranger.post(
                "/login",
                [("login", "ada"), ("password", "wrong horse entirely")]
            )
            #expect(wrong.status == .unauthorized)
            let others = [
                ("eve", "wrong horse entirely"), ("bob", Browser.goodPassword),
                ("bob", "wrong horse entirely"),
                ("ada", String(repeating: "x", count: 2000)), ("a b", "wrong horse entirely"),
            ]
            for (login, password) in others {
                let answer = try await stranger.post("/login", [("login", login), ("password", password)])
                #expect(answer.status == wrong.status, "\(login)")
                #expect(answer.headers == wrong.headers, "\(login)")
                #expect(neutral(answer, login) == neutral(wrong, "ada"), "\(login)")
            }
        }
    }

    /// The page without the form's token and the name that was typed.
    private func neutral(_ document: Document, _ login: String) -> String {
        document.html.replacing(document.formToken ?? "", with: "TOKEN")
            .replacing(#"value="\#(login)""#, with: "LOGIN")
    }

    @Test("forgives white space around the name, at sign-up and at login")
    func whiteSpace() async throws {
        try await PagesFixture.run { server in
            var owner = server.browser()
            #expect(try await owner.signUp("ada ").status == .seeOther)
            var browser = server.browser()
            #expect(try await browser.logIn(" ada\t").status == .seeOther)
            var stranger = server.browser()
            let empty = try await stranger.logIn(" \t")
            #expect(empty.html.contains(#"id="login-error">Enter your e-mail address or user name."#))
        }
    }

    @Test("keeps the name and never the password after a failed login")
    func keepsName() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let answer = try await browser.logIn("ada@example.org", password: "a secret nobody shows")
            #expect(answer.html.contains(#"value="ada@example.org""#))
            #expect(!answer.html.contains("a secret nobody shows"))
        }
    }

    @Test("says beside the field what is missing, and counts no failure")
    func missingFields() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let empty = try await browser.logIn("", password: "")
            #expect(empty.status == .badRequest)
            #expect(empty.html.contains(#"id="login-error">Enter your e-mail address or user name."#))
            #expect(empty.html.contains(#"id="password-error">Enter your password."#))
            #expect(empty.html.contains(#"aria-invalid="true" aria-describedby="login-error""#))
            for _ in 0..<7 {
                let answer = try await browser.post("/login", [("login", "ada"), ("password", "")])
                #expect(answer.status == .badRequest)
            }
        }
    }

    @Test("shows how long to wait after too many attempts, with Retry-After")
    func tooManyAttempts() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            for _ in 0..<5 {
                #expect(try await browser.logIn("ada", password: "wrong").status == .unauthorized)
            }
            let answer = try await browser.logIn("ada", password: "wrong")
            #expect(answer.status == .tooManyRequests)
            #expect(answer["Retry-After"] == "1")
            #expect(answer.html.contains("There were too many attempts. Please wait 1 second and try again."))
            server.clock.advance(by: 1)
            #expect(try await browser.logIn("ada", password: "wrong").status == .unauthorized)
            let later = try await browser.logIn("ada", password: "wrong")
            #expect(later["Retry-After"] == "2")
        }
    }

    @Test("shows a full hashing queue as a page with the wait")
    func busy() async throws {
        try await PagesFixture.run { server in
            let visit = PageVisit.stub
            let answer = try server.pages.refusedLogin(
                .busy(retryAfter: 3),
                typed: "ada",
                goingTo: nil,
                for: visit
            )
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.retryAfter] == "3")
            #expect(
                answer.html?.contains("Many people are signing in right now. Please try again in 3 seconds.")
                    == true
            )
        }
    }

    @Test(
        "puts waits into words",
        arguments: [
            (0, "1 second"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes"),
            (900, "15 minutes"),
        ]
    )
    func waits(seconds: Int, text: String) {
        #expect(WaitText.duration(seconds).english == text)
    }
}
