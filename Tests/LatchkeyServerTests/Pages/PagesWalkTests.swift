import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("The pages, from signing up to signing out")
struct PagesWalkTests {
    @Test("the page of devices shows this one and the 100 youngest sessions, and says that there are more")
    func manySessions() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            // A session's place in the list is its age.
            server.clock.advance(by: 1)
            for _ in 0..<102 {
                _ = try await server.services.login.logIn(
                    "ada",
                    password: Browser.goodPassword,
                    from: ClientContext(address: "192.0.2.1", device: nil)
                )
            }
            let html = try await browser.get("/account/devices").html
            #expect(html.split(separator: "<li>").count == 1 + 101)
            #expect(html.split(separator: "This device").count == 2)
            #expect(html.contains("Only the 100 youngest sessions are shown."))
        }
    }

    @Test("signs up, shows the account, signs out, and signs in again [A7] [D4] [E3]")
    func walk() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            #expect(try await browser.get("/").location == "/login")
            #expect(try await browser.get("/account").location == "/login?redirect=/account")

            let created = try await browser.signUp("Ada@Example.org", name: "Ada Lovelace")
            #expect(created.status == .seeOther)
            #expect(created.location == "/account")
            #expect(try await browser.get("/").location == "/account")
            let account = try await browser.get("/account")
            #expect(account.status == .ok)
            #expect(account.html.contains("Ada Lovelace"))
            #expect(account.html.contains("ada@example.org"))
            #expect(account.html.contains("Signed in here only"))
            let devices = try await browser.get("/account/devices")
            #expect(devices.html.contains("This device"))
            #expect(devices.html.contains("Firefox on Linux"))

            let before = try #require(browser.session)
            let out = try await browser.post("/logout")
            #expect(out.status == .seeOther)
            #expect(out.location == "/login?done=signed-out")
            #expect(try await browser.get("/login?done=signed-out").html.contains("You are signed out."))
            browser.cookies[server.pages.cookies.sessionName] = before
            #expect(try await browser.get("/account").location == "/login?redirect=/account")

            let wrong = try await browser.logIn("ada@example.org", password: "seven quiet green lamp")
            #expect(wrong.status == .unauthorized)
            #expect(wrong["WWW-Authenticate"] == "Bearer")
            #expect(wrong.html.contains("The name or the password is not right."))
            #expect(try await browser.logIn("ada@example.org").location == "/account")
            #expect(try await browser.get("/account").status == .ok)
        }
    }

    @Test("sends who is signed in away from login and sign-up, back to the page asked for [E4]")
    func signedInNeedsNoLogin() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            #expect(try await browser.get("/login").location == "/account")
            #expect(try await browser.get("/signup?redirect=/notes/7").location == "/notes/7")
            #expect(try await browser.get("/login?redirect=/notes%3Fpage=2").location == "/notes?page=2")
        }
    }

    @Test("carries the page asked for through sign-up and login forms [E5]")
    func redirectIsCarried() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let login = try await browser.get("/login?redirect=/notes%3Fpage%3D2%26all")
            #expect(login.value(after: #"name="redirect" value=""#) == "/notes?page=2&amp;all")
            #expect(login.html.contains(#"href="/signup?redirect=/notes%3Fpage%3D2%26all""#))
            let created = try await browser.post(
                "/signup",
                [("login", "ada"), ("password", Browser.goodPassword), ("redirect", "/notes?page=2")]
            )
            #expect(created.location == "/notes?page=2")
            try await browser.post("/logout")
            _ = try await browser.get("/account")
            browser.cookies[server.pages.cookies.sessionName] = nil
            #expect(try await browser.logIn("ada", redirect: "/notes?page=2").location == "/notes?page=2")
        }
    }

    @Test("ends one session on another device, whose next page asks for login [A7]")
    func endOneSession() async throws {
        try await PagesFixture.run { server in
            var laptop = server.browser()
            try await laptop.signUp("ada")
            var phone = server.browser(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
            )
            try await phone.logIn("ada")
            #expect(try await laptop.get("/account").html.contains("Signed in 2 times"))
            let account = try await laptop.get("/account/devices")
            #expect(account.html.contains("Safari on iPhone"))
            #expect(account.html.split(separator: "This device").count == 2)
            #expect(account.endableSessions.count == 1)
            let other = try #require(account.endableSessions.first)

            #expect(
                try await laptop.post("/account/sessions/\(other)/end").location
                    == "/account/devices?done=session-ended"
            )
            #expect(try await phone.get("/account").location == "/login?redirect=/account")
            #expect(
                try await laptop.post("/account/sessions/\(other)/end").location
                    == "/account/devices?done=already-ended"
            )
            #expect(try await laptop.get("/account/devices").endableSessions.isEmpty)
        }
    }

    @Test("ends every other session and keeps this one [A7]")
    func endOthers() async throws {
        try await PagesFixture.run { server in
            var laptop = server.browser()
            try await laptop.signUp("ada")
            var others = [server.browser(), server.browser(), server.browser()]
            for index in others.indices { try await others[index].logIn("ada") }
            #expect(try await laptop.get("/account/devices").endableSessions.count == 3)
            #expect(
                try await laptop.post("/account/sessions/end-others").location
                    == "/account/devices?done=others-ended"
            )
            for index in others.indices {
                #expect(try await others[index].get("/account").status == .seeOther)
            }
            let account = try await laptop.get("/account/devices?done=others-ended")
            #expect(account.html.contains("You are signed out everywhere else."))
            #expect(!account.html.contains("Sign out everywhere else"))
        }
    }

    @Test("ends nobody else's session")
    func foreignSession() async throws {
        try await PagesFixture.run { server in
            var ada = server.browser()
            try await ada.signUp("ada")
            var eve = server.browser()
            try await eve.signUp("eve")
            let adas = try await server.services.sessions.list(
                of: server.services.accounts.account(named: "ada").id
            )
            let id = try #require(adas.first?.id)
            _ = try await eve.get("/account")
            #expect(
                try await eve.post("/account/sessions/\(id)/end").location
                    == "/account/devices?done=already-ended"
            )
            #expect(
                try await eve.post("/account/sessions/nonsense/end").location
                    == "/account/devices?done=already-ended"
            )
            #expect(try await ada.get("/account").status == .ok)
        }
    }

    @Test("lists this device first, and ending it is signing out")
    func endOwnSession() async throws {
        try await PagesFixture.run { server in
            var ada = server.browser()
            try await ada.signUp("ada")
            let account = try await server.services.accounts.account(named: "ada")
            let id = try #require(try await server.services.sessions.list(of: account.id).first?.id)
            _ = try await ada.get("/account")
            #expect(try await ada.post("/account/sessions/\(id)/end").location == "/login?done=signed-out")
            #expect(ada.session == nil)
            #expect(try await server.services.sessions.list(of: account.id).isEmpty)
        }
    }

    @Test("works below a path of an application, with every link and redirection inside it")
    func mounted() async throws {
        try await PagesFixture.run(mountedAt: "/auth") { server in
            var browser = server.browser()
            #expect(try await browser.get("/auth/account").location == "/auth/login?redirect=/auth/account")
            let login = try await browser.get("/auth/login")
            #expect(login.html.contains(#"action="/auth/login""#))
            #expect(login.html.contains(#"href="/auth/signup""#))
            #expect(login.html.contains(#"href="/auth/assets/icon""#))
            let created = try await browser.post(
                "/auth/signup",
                [("login", "ada"), ("password", Browser.goodPassword)]
            )
            #expect(created.location == "/auth/account")
            #expect(try await browser.get("/auth/account").html.contains(#"action="/auth/logout""#))
        }
    }
}
