import HTTPTypes
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("The page that asks once more who it is")
struct ConfirmPageTests {
    @Test("the password makes the session fresh and its cookie new, and leads back [A7]")
    func password() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let old = try #require(browser.session)
            server.clock.advance(by: 301)
            let (_, stale) = try #require(try await server.services.sessions.resume(browserToken: old))
            #expect(try await !server.pages.isFresh(stale))
            let page = try await browser.get("/account/confirm?return=/notes%3Fx%3D1")
            #expect(page.status == .ok)
            #expect(page.value(after: #"name="return" value=""#) == "/notes?x=1")
            #expect(page.html.contains(#"autocomplete="current-password""#))
            #expect(!page.html.contains(#"name="code""#))
            let fields = [("password", Browser.goodPassword), ("return", "/notes?x=1")]
            let done = try await browser.post("/account/confirm", fields)
            #expect(done.status == .seeOther)
            #expect(done.location == "/notes?x=1")
            let new = try #require(browser.session)
            #expect(new != old)
            let (_, fresh) = try #require(try await server.services.sessions.resume(browserToken: new))
            #expect(fresh.id == stale.id)
            #expect(try await server.pages.isFresh(fresh))
            #expect(try await browser.get("/account").status == .ok)
            browser.cookies[server.pages.cookies.sessionName] = old
            #expect(try await browser.get("/account").location == "/login?redirect=/account")
        }
    }

    @Test("with a second factor it takes both, and does not tell which one was wrong")
    func both() async throws {
        try await PagesFixture.run { server in
            let (totp, recovery) = try await server.enrolAda()
            var browser = server.browser()
            try await browser.logIn("ada")
            _ = try await browser.get("/login/second-factor")
            try await browser.post("/login/second-factor", [("code", totp.code(at: server.clock.now))])
            let before = try #require(browser.session)
            let empty = try await browser.get("/account/confirm")
            #expect(empty.html.contains(#"autocomplete="one-time-code""#))
            let missing = try await browser.post("/account/confirm")
            #expect(missing.status == .badRequest)
            #expect(missing.html.contains(#"id="password-error">Enter your password."#))
            #expect(missing.html.contains(#"id="code-error">Enter a code."#))
            let wrong = [("wrong horse", recovery), (Browser.goodPassword, "000000")]
            for (password, code) in wrong {
                let answer = try await browser.post(
                    "/account/confirm",
                    [("password", password), ("code", code)]
                )
                #expect(answer.status == .unauthorized)
                #expect(answer.html.contains(">The password or the code is not right.<"))
                #expect(answer.html.contains("<title>Error: "))
            }
            #expect(browser.session == before)
            let right = [("password", Browser.goodPassword), ("code", recovery)]
            #expect(try await browser.post("/account/confirm", right).location == "/account")
            #expect(browser.session != before)
        }
    }

    @Test("wrong passwords are counted, and the page says how long to wait")
    func throttled() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            _ = try await browser.get("/account/confirm")
            for _ in 0..<5 {
                let answer = try await browser.post("/account/confirm", [("password", "wrong horse")])
                #expect(answer.status == .unauthorized)
                #expect(answer.html.contains(#"id="password-error">This password is not right."#))
            }
            let answer = try await browser.post("/account/confirm", [("password", Browser.goodPassword)])
            #expect(answer.status == .tooManyRequests)
            #expect(answer["Retry-After"] == "1")
        }
    }

    @Test("who is not signed in is sent to do so, and then on to the page asked for")
    func stranger() async throws {
        try await PagesFixture.run { server in
            var stranger = server.browser()
            let asked = try await stranger.get("/account/confirm?return=/notes")
            #expect(asked.location == "/login?redirect=/notes")
            _ = try await stranger.get("/login")
            let sent = try await stranger.post("/account/confirm", [("return", "/notes")])
            #expect(sent.location == "/login?redirect=/notes")
        }
    }

    @Test("leads to the account for every spelling of another place [E4]", arguments: RedirectTests.refused)
    func redirects(target: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let page = try await browser.get("/account/confirm?return=\(Browser.encode(target))")
            // The one that is left is of the switch of the language.
            #expect(page.value(after: #"name="return" value=""#) == "/account/confirm")
            let fields = [("password", Browser.goodPassword), ("return", target)]
            #expect(try await browser.post("/account/confirm", fields).location == "/account")
        }
    }

    @Test("never leads to itself")
    func loop() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let page = try await browser.get("/account/confirm?return=/account/confirm%3Freturn%3D/notes")
            // The one that is left is of the switch of the language.
            #expect(page.value(after: #"name="return" value=""#) == "/account/confirm")
        }
    }
}
