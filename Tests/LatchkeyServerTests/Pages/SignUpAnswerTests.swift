import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("What the sign-up page says")
struct SignUpAnswerTests {
    @Test("tells a taken e-mail address and a taken user name apart, beside the field [D4]")
    func taken() async throws {
        try await PagesFixture.run { server in
            for name in ["ada@example.org", "ada"] {
                var owner = server.browser()
                #expect(try await owner.signUp(name).status == .seeOther)
            }
            var second = server.browser()
            let email = try await second.signUp("ADA@example.org", name: "Another Ada")
            #expect(email.status == .conflict)
            #expect(
                email.html.contains(
                    #"id="login-error">There is an account with this e-mail address already."#
                )
            )
            #expect(email.html.contains(#"value="Another Ada""#))
            #expect(!email.html.contains(Browser.goodPassword))
            let username = try await second.signUp("Ada")
            #expect(username.status == .conflict)
            #expect(username.html.contains(#"id="login-error">This user name is taken."#))
            #expect(second.session == nil)
        }
    }

    @Test(
        "says what is wrong beside the field it belongs to",
        arguments: [
            ("ada", "", "short", "password", "Use at least 15 characters."),
            ("ada", "", "passwordpassword", "password", "This password is easy to guess. Choose another."),
            ("ada", "", String(repeating: "ä", count: 600), "password", "This password is too long."),
            ("", "", Browser.goodPassword, "login", "Enter an e-mail address or a user name."),
            ("ada@", "", Browser.goodPassword, "login", "This is not an e-mail address."),
            ("a b", "", Browser.goodPassword, "login", "A user name has letters"),
            ("ädä", "", Browser.goodPassword, "login", "Only unaccented letters"),
            (
                "ada", String(repeating: "x", count: 201), Browser.goodPassword, "name",
                "This name is too long."
            ),
        ]
    )
    func faults(login: String, name: String, password: String, field: String, message: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let answer = try await browser.signUp(login, name: name, password: password)
            #expect(answer.status == .badRequest)
            #expect(answer.html.contains(#"id="\#(field)-error">\#(message)"#))
            #expect(answer.html.split(separator: "-error\">").count == 2, "one fault only")
            #expect(browser.session == nil)
        }
    }

    @Test("gives password managers and screen readers what they look for")
    func hints() async throws {
        try await PagesFixture.run(configure: { $0.minimumPasswordLength = 12 }) { server in
            var browser = server.browser()
            let signUp = try await browser.get("/signup").html
            #expect(signUp.contains(#"<html lang="en">"#))
            #expect(signUp.contains(#"<label for="login">"#))
            #expect(signUp.contains(#"autocomplete="username""#))
            #expect(signUp.contains(#"autocomplete="new-password""#))
            #expect(signUp.contains(#"minlength="12""#))
            #expect(signUp.contains(#"aria-describedby="password-hint""#))
            #expect(signUp.contains(#"id="password-hint">At least 12 characters."#))
            let login = try await browser.get("/login").html
            #expect(login.contains(#"autocomplete="username""#))
            #expect(login.contains(#"autocomplete="current-password""#))
            #expect(login.split(separator: " autofocus").count == 2)
        }
    }

    @Test("stops sign-ups from one address with a page that says how long")
    func limited() async throws {
        try await PagesFixture.run(configure: { $0.signUpsPerHour = 1 }) { server in
            var browser = server.browser()
            #expect(try await browser.signUp("ada").status == .seeOther)
            var other = server.browser()
            let answer = try await other.signUp("bob")
            #expect(answer.status == .tooManyRequests)
            #expect(answer["Retry-After"] != nil)
            #expect(
                answer.html.contains("There were too many attempts. Please wait 60 minutes and try again.")
            )
        }
    }
}
