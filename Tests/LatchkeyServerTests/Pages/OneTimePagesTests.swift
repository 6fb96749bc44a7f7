import FoundationEssentials
import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("Pages behind links in mails")
struct OneTimePagesTests {
    private func mail(_ fixture: PagesFixture) async throws -> OutgoingMail {
        try await MailBox(storage: fixture.services.storage, queue: fixture.services.mail).take()
    }

    /// The path and query of a link in a mail.
    private func path(_ mail: OutgoingMail) throws -> String {
        let link = try #require(mail.values[.link])
        return String(link.dropFirst("http://127.0.0.1:8080".count))
    }

    @Test("a forgotten password is set anew without any script; GET changes nothing [E2]")
    func reset() async throws {
        try await PagesFixture.run { fixture in
            var browser = fixture.browser()
            try await browser.signUp("ada@example.org")
            var other = fixture.browser()
            _ = try await other.get("/forgot")
            let asked = try await other.post("/forgot", [("login", "ada@example.org")])
            #expect(asked.status == .ok)
            let mail = try await mail(fixture)
            for _ in 0..<3 { #expect(try await other.get(path(mail)).status == .ok) }
            let token = try mail.token
            let short = try await other.post("/reset", [("token", token), ("password", "short")])
            #expect(short.status == .badRequest)
            #expect(short.html.contains("Use at least 15 characters."))
            let done = try await other.post(
                "/reset",
                [("token", token), ("password", "copper heron walks at ten")]
            )
            #expect(done.location == "/login?done=password-set")
            #expect(other.session == nil)
            #expect(try await browser.get("/account").status == .seeOther)
            let again = try await other.get(path(mail))
            #expect(again.status == .badRequest)
            #expect(
                try await other.logIn("ada@example.org", password: "copper heron walks at ten").status
                    == .seeOther
            )
        }
    }

    @Test(
        "asking says the same for known and unknown names",
        arguments: ["/forgot", "/login/link", "/unlock"]
    )
    func enumeration(path: String) async throws {
        try await PagesFixture.run { fixture in
            var browser = fixture.browser()
            try await browser.signUp("ada@example.org")
            var texts: [String] = []
            for login in ["ada@example.org", "nobody@example.org"] {
                var visitor = fixture.browser()
                _ = try await visitor.get(path)
                let answer = try await visitor.post(path, [("login", login)])
                #expect(answer.status == .ok)
                texts.append(answer.html.replacing(answer.formToken ?? "", with: ""))
            }
            #expect(texts[0] == texts[1])
            var visitor = fixture.browser()
            _ = try await visitor.get(path)
            #expect(try await visitor.post(path, [("login", "")]).status == .badRequest)
            #expect(try await visitor.post(path, [("login", "a b")]).status == .badRequest)
        }
    }

    @Test("a magic link signs in by its button, in the browser that asked and in no other [E2]")
    func magicLink() async throws {
        try await PagesFixture.run { fixture in
            var owner = fixture.browser()
            try await owner.signUp("ada@example.org")
            var browser = fixture.browser()
            _ = try await browser.get("/login/link")
            _ = try await browser.post("/login/link", [("login", "ada@example.org")])
            let mail = try await mail(fixture)
            var thief = fixture.browser()
            #expect(try await thief.get(path(mail)).status == .badRequest)
            _ = try await thief.get("/login/link")
            #expect(try await thief.post("/login/link", [("token", try mail.token)]).status == .badRequest)
            #expect(thief.session == nil)
            let page = try await browser.get(path(mail))
            #expect(page.status == .ok)
            #expect(browser.session == nil)
            let entered = try await browser.post("/login/link", [("token", try mail.token)])
            #expect(entered.location == "/account")
            #expect(try await browser.get("/account").html.contains("ada@example.org"))
        }
    }

    @Test("a sign-up that is verified first ends on the page behind the link")
    func verify() async throws {
        try await PagesFixture.run(configure: { $0.signUpVerifiesEmail = true }) { fixture in
            var browser = fixture.browser()
            let asked = try await browser.signUp("ada@example.org")
            #expect(asked.status == .ok)
            #expect(asked.html.contains("Look into your mail"))
            #expect(browser.session == nil)
            let mail = try await mail(fixture)
            #expect(try await browser.get(path(mail)).status == .ok)
            #expect(try await browser.get(path(mail)).status == .ok)
            let token = [("token", try mail.token)]
            #expect(try await browser.post("/verify", token).status == .badRequest)
            let wrong = try await browser.post(
                "/verify",
                token + [("password", "violet otter drums at dusk")]
            )
            #expect(wrong.status == .unauthorized)
            #expect(wrong.html.contains("This is not the password of this account."))
            #expect(wrong.html.contains(#"href="/signup""#))
            #expect(browser.session == nil)
            let done = try await browser.post("/verify", token + [("password", Browser.goodPassword)])
            #expect(done.location == "/account")
            #expect(try await browser.get("/account").html.contains("ada@example.org"))
        }
    }

    @Test("an invitation becomes an account that is signed in")
    func invitation() async throws {
        try await PagesFixture.run { fixture in
            try await fixture.services.oneTime.invitations.invite(
                "grace@example.org",
                name: nil,
                roles: [],
                by: nil,
                language: .english
            )
            let mail = try await mail(fixture)
            var browser = fixture.browser()
            #expect(try await browser.get(path(mail)).html.contains("grace@example.org"))
            let fields = [("token", try mail.token), ("name", "Grace")]
            let refused = try await browser.post("/invitation", fields + [("password", "short")])
            #expect(refused.status == .badRequest)
            let done = try await browser.post("/invitation", fields + [("password", Browser.goodPassword)])
            #expect(done.location == "/account")
            #expect(try await browser.get("/account").html.contains("Grace"))
        }
    }

    @Test(
        "junk in a link is a page that leads on",
        arguments: [
            "/reset", "/reset?token=", "/reset?token=lko_x", "/verify?token=%22%3E%3Cscript%3E", "/verify",
            "/email-change?token=x", "/invitation?token=x", "/unlock?token=x", "/login/link?token=x",
        ]
    )
    func junk(path: String) async throws {
        try await PagesFixture.run { fixture in
            var browser = fixture.browser()
            let page = try await browser.get(path)
            #expect(page.status == .badRequest)
            #expect(page.html.contains("Ask for a new link"))
            #expect(!page.html.contains("<script>"))
        }
    }
}
