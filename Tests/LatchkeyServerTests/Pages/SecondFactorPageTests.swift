import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("The page for the second factor")
struct SecondFactorPageTests {
    @Test("password, then code, then in; without a script [E3]")
    func walk() async throws {
        try await PagesFixture.run { server in
            let (totp, recovery) = try await server.enrolAda()
            var browser = server.browser()
            let half = try await browser.logIn("ada", redirect: "/notes?x=1")
            #expect(half.status == .seeOther)
            #expect(half.location == "/login/second-factor?redirect=/notes%3Fx%3D1")
            #expect(browser.session == nil)
            let cookie = try #require(half.setCookies.first { $0.hasPrefix("latchkey-login=") })
            #expect(cookie.hasSuffix("; Path=/; Max-Age=300; HttpOnly; SameSite=Lax"))
            let page = try await browser.get("/login/second-factor?redirect=/notes%3Fx%3D1")
            #expect(page.status == .ok)
            #expect(page.html.contains(#"autocomplete="one-time-code""#))
            #expect(page.value(after: #"name="redirect" value=""#) == "/notes?x=1")
            let wrong = try await browser.post("/login/second-factor", [("code", "000000")])
            #expect(wrong.status == .unauthorized)
            #expect(wrong.html.contains(#"id="code-error">This code is not right"#))
            let empty = try await browser.post("/login/second-factor", [("code", " ")])
            #expect(empty.status == .badRequest)
            let code = totp.code(at: server.clock.now)
            let whole = try await browser.post(
                "/login/second-factor",
                [("code", code), ("redirect", "/notes?x=1")]
            )
            #expect(whole.status == .seeOther)
            #expect(whole.location == "/notes?x=1")
            #expect(browser.session != nil)
            #expect(browser.cookies["latchkey-login"] == nil)
            #expect(browser.cookies["latchkey-device"] != nil)
            #expect(try await browser.get("/account").status == .ok)

            var other = server.browser()
            try await other.logIn("ada")
            _ = try await other.get("/login/second-factor")
            #expect(try await other.post("/login/second-factor", [("code", recovery)]).location == "/account")
        }
    }

    @Test("who has not shown the password is sent to do so; what took too long begins again")
    func startOver() async throws {
        try await PagesFixture.run { server in
            let (totp, _) = try await server.enrolAda()
            var stranger = server.browser()
            #expect(try await stranger.get("/login/second-factor").location == "/login")
            var slow = server.browser()
            try await slow.logIn("ada")
            _ = try await slow.get("/login/second-factor")
            server.clock.advance(by: 300)
            let code = totp.code(at: server.clock.now)
            let late = try await slow.post("/login/second-factor", [("code", code)])
            #expect(late.location == "/login?done=login-expired")
            #expect(slow.cookies["latchkey-login"] == nil)
            let login = try await slow.get("/login?done=login-expired")
            #expect(login.html.contains("Please sign in again."))
        }
    }

    @Test("a stolen login cookie is of no use in another browser, nor is a form without its token")
    func stolen() async throws {
        try await PagesFixture.run { server in
            let (totp, _) = try await server.enrolAda()
            var owner = server.browser()
            try await owner.logIn("ada")
            var thief = server.browser("Mozilla/5.0 (Macintosh) Safari/605")
            _ = try await thief.get("/login")
            thief.cookies["latchkey-login"] = owner.cookies["latchkey-login"]
            let code = totp.code(at: server.clock.now)
            let refused = try await thief.post("/login/second-factor", [("code", code)])
            #expect(refused.location == "/login?done=login-expired")
            #expect(thief.session == nil)
            _ = try await owner.get("/login/second-factor")
            let forged = try await owner.post(
                "/login/second-factor",
                [("code", code)],
                token: .some("forged")
            )
            #expect(forged.status == .forbidden)
            #expect(try await owner.post("/login/second-factor", [("code", code)]).status == .seeOther)
        }
    }

    @Test("too many wrong codes: the page says how long to wait")
    func throttled() async throws {
        try await PagesFixture.run { server in
            _ = try await server.enrolAda()
            var browser = server.browser()
            for _ in 0..<2 {
                try await browser.logIn("ada")
                _ = try await browser.get("/login/second-factor")
                for _ in 0..<3 { try await browser.post("/login/second-factor", [("code", "000000")]) }
            }
            let answer = try await browser.post("/login/second-factor", [("code", "000000")])
            #expect(answer.status == .tooManyRequests)
            #expect(answer["Retry-After"] == "1")
            #expect(answer.html.contains("There were too many attempts."))
        }
    }
}

extension PagesFixture {
    /// Signs Ada up with a second factor; returns it, and one recovery code.
    func enrolAda() async throws -> (TOTP, recovery: String) {
        var browser = browser()
        try await browser.signUp("ada")
        let account = try await services.accounts.account(named: "ada")
        let session = try #require(try await services.sessions.list(of: account.id).first)
        let begun = try await services.ownAccount.factors.begin(for: account.id, in: session.id, named: nil)
        let totp = try #require(TOTP(base32: begun.secret))
        let confirmed = try await services.ownAccount.factors.confirm(
            begun.factor.id,
            by: totp.code(at: clock.now),
            for: account.id,
            in: session.id
        )
        clock.advance(by: TOTP.period)
        return (totp, try #require(confirmed.recoveryCodes?.first))
    }
}
