import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("Signing in with a code from a mail")
struct LoginCodePageTests {
    /// A browser that has asked for a code, and the code.
    private func asked(
        _ fixture: PagesFixture,
        for login: String = "ada@example.org",
        goingTo path: String = "/notes?x=1"
    ) async throws -> Browser {
        var owner = fixture.browser()
        try await owner.signUp("ada@example.org")
        var browser = fixture.browser()
        _ = try await browser.get("/login/code?redirect=\(path)")
        let answer = try await browser.post("/login/code", [("login", login), ("redirect", path)])
        #expect(answer.status == .seeOther)
        #expect(answer.location == "/login/code/confirm?redirect=/notes%3Fx%3D1")
        #expect(try await browser.get("/login/code/confirm?redirect=/notes").status == .ok)
        return browser
    }

    private func code(_ fixture: PagesFixture) async throws -> String {
        let box = MailBox(storage: fixture.services.storage, queue: fixture.services.mail)
        return try #require(try await box.take().values[.code])
    }

    @Test("leads where one wanted to go, and works once [E2]")
    func signIn() async throws {
        try await PagesFixture.run { fixture in
            var browser = try await asked(fixture)
            let fields = [("code", try await code(fixture)), ("redirect", "/notes?x=1")]
            var thief = fixture.browser()
            _ = try await thief.get("/login/code")
            #expect(try await thief.post("/login/code/confirm", fields).status == .badRequest)
            let entered = try await browser.post("/login/code/confirm", fields)
            #expect(entered.location == "/notes?x=1")
            #expect(browser.session != nil)
            #expect(browser.cookies[browser.cookieNames.mailRequestName] == nil)
            #expect(try await browser.get("/account").html.contains("ada@example.org"))
        }
    }

    @Test(
        "says how many tries are left, and then that the code is of no use, to strangers and owners alike",
        arguments: [
            "ada@example.org", "nobody@example.org",
        ]
    )
    func wrong(login: String) async throws {
        try await PagesFixture.run { fixture in
            var browser = try await asked(fixture, for: login)
            let right = login.hasPrefix("ada") ? try await code(fixture) : ""
            let wrong = right == "000000" ? "000001" : "000000"
            for left in ["4 more tries", "3 more tries", "2 more tries", "1 more try"] {
                let page = try await browser.post("/login/code/confirm", [("code", wrong)])
                #expect(page.status == .unauthorized)
                #expect(page.html.contains("This code is not right. \(left)."))
                #expect(page.html.contains("<title>Error: "))
            }
            let last = try await browser.post("/login/code/confirm", [("code", wrong)])
            #expect(last.status == .badRequest)
            #expect(last.html.contains("Ask for a new code"))
            #expect(try await browser.post("/login/code/confirm", [("code", right)]).status == .badRequest)
            #expect(browser.session == nil)
        }
    }

    @Test("asks for six digits when something else was typed", arguments: ["", "12345", "abcdef", "<b>"])
    func malformed(code: String) async throws {
        try await PagesFixture.run { fixture in
            var browser = try await asked(fixture)
            let page = try await browser.post("/login/code/confirm", [("code", code)])
            #expect(page.status == .badRequest)
            #expect(page.html.contains("Enter the six digits from the mail."))
        }
    }

    @Test("begins with asking for one")
    func nothingAsked() async throws {
        try await PagesFixture.run { fixture in
            var browser = fixture.browser()
            let answer = try await browser.get("/login/code/confirm")
            #expect(answer.location == "/login/code")
        }
    }
}
