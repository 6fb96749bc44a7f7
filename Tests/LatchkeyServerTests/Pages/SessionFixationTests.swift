import HTTPTypes
import Testing

@testable import LatchkeyServer

@Suite("Session ids that somebody planted")
struct SessionFixationTests {
    @Test("are never adopted: login and sign-up make a new one [A7]")
    func plantedValue() async throws {
        try await PagesFixture.run { server in
            let planted = PageCookies.makeFormValue()
            var browser = server.browser()
            let name = server.pages.cookies.sessionName
            browser.cookies[name] = planted
            try await browser.signUp("ada")
            #expect(browser.session != planted)
            try await browser.post("/logout", token: try await browser.get("/account").formToken)
            browser.cookies[name] = planted
            try await browser.logIn("ada")
            #expect(browser.session != nil)
            #expect(browser.session != planted)
            var attacker = server.browser()
            attacker.cookies[name] = planted
            #expect(try await attacker.get("/account").status == .seeOther)
        }
    }

    @Test("die when the browser signs in under another: an attacker's live session ends [A7]")
    func plantedSession() async throws {
        try await PagesFixture.run { server in
            var eve = server.browser()
            try await eve.signUp("eve")
            let hers = try #require(eve.session)
            var ada = server.browser()
            try await ada.signUp("ada")
            let first = try #require(ada.session)

            // The victim's browser carries the attacker's cookie; its login form is an own one all the same.
            ada.cookies[server.pages.cookies.sessionName] = hers
            _ = try await ada.get("/account")
            let fields = [("login", "ada"), ("password", Browser.goodPassword)]
            #expect(try await ada.post("/login", fields).location == "/account")
            let now = try #require(ada.session)
            #expect(![hers, first].contains(now))
            #expect(try await ada.get("/account").html.contains(">ada<"))
            #expect(try await eve.get("/account").location == "/login?redirect=/account")
        }
    }

    @Test("change at every login, and the session before ends")
    func everyLogin() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let name = server.pages.cookies.sessionName
            var before = try #require(browser.session)
            for _ in 0..<3 {
                _ = try await browser.get("/account")
                try await browser.post("/login", [("login", "ada"), ("password", Browser.goodPassword)])
                let after = try #require(browser.session)
                #expect(after != before)
                var old = server.browser()
                old.cookies[name] = before
                #expect(try await old.get("/account").status == .seeOther)
                before = after
            }
            #expect(try await browser.get("/account/devices").endableSessions.isEmpty)
        }
    }

    @Test("are kept when a login fails")
    func failedLogin() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let before = browser.session
            _ = try await browser.get("/account")
            try await browser.post("/login", [("login", "eve"), ("password", "wrong")])
            #expect(browser.session == before)
            #expect(try await browser.get("/account").status == .ok)
        }
    }
}
