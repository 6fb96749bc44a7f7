import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("Who gets to the account pages")
struct AccountAccessTests {
    @Test("whoever is not signed in goes there first, and comes back", arguments: PagesFixture.accountPages)
    func stranger(path: String, isFresh: Bool) async throws {
        try await PagesFixture.run { server in
            var stranger = server.browser()
            let answer = try await stranger.get(path)
            #expect(answer.status == .seeOther)
            #expect(answer.location == "/login?redirect=" + (path == "/account/confirm" ? "/account" : path))
        }
    }

    @Test(
        "five minutes after signing in, what changes who gets in asks once more, and nothing else does",
        arguments: PagesFixture.accountPages
    )
    func stale(path: String, isFresh: Bool) async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            server.clock.advance(by: 300)
            let inTime = try await ada.get(path)
            #expect(inTime.location?.hasPrefix("/account/confirm") != true)
            server.clock.advance(by: 1)
            let late = try await ada.get(path)
            #expect((late.location == "/account/confirm?return=\(path)") == isFresh)
            guard isFresh else { return }
            _ = try await ada.get("/account/confirm?return=\(path)")
            let fields = [("password", Browser.goodPassword), ("return", path)]
            #expect(try await ada.post("/account/confirm", fields).location == path)
            #expect(try await ada.get(path).location?.hasPrefix("/account/confirm") != true)
        }
    }

    @Test("a form that was open for too long changes nothing", arguments: PagesFixture.accountForms)
    func staleForm(path: String, isFresh: Bool, fields: [(String, String)]) async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            _ = try await ada.get("/account")
            server.clock.advance(by: 301)
            let answer = try await ada.post(path, fields)
            #expect((answer.location == "/account/confirm?return=\(path)") == isFresh)
            guard isFresh else { return }
            #expect(try await ada.get("/account").status == .ok)
            #expect(try await server.mails().isEmpty)
            var again = server.browser()
            #expect(try await again.logIn("ada").location == "/account")
        }
    }

    @Test(
        "a form of another page, of another visitor or without its token changes nothing [A7]",
        arguments: PagesFixture.accountForms
    )
    func forgery(path: String, isFresh: Bool, fields: [(String, String)]) async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            var eve = try await server.ada("eve")
            let hers = try #require(try await eve.get("/account").formToken)
            let own = try #require(try await ada.get("/account").formToken)
            let session = ada.session
            for token in [nil, "", hers, String(own.dropLast())] {
                #expect(try await ada.post(path, fields, token: .some(token)).status == .forbidden)
            }
            for site in ["cross-site", "same-site"] {
                ada.fetchSite = site
                #expect(try await ada.post(path, fields, token: own).status == .forbidden)
            }
            ada.fetchSite = nil
            let foreign: HTTPFields = [.origin: "http://127.0.0.1:9999"]
            #expect(try await ada.post(path, fields, token: own, headers: foreign).status == .forbidden)
            ada.fetchSite = "same-origin"
            #expect(ada.session == session)
            #expect(try await ada.get("/account").html.contains(">ada<"))
            #expect(try await server.mails().isEmpty)
            #expect(try await ada.post(path, fields, token: own).status != .forbidden)
        }
    }

    @Test("GET changes nothing, whatever its query says", arguments: PagesFixture.accountForms)
    func get(path: String, isFresh: Bool, fields: [(String, String)]) async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            let token = try #require(try await ada.get("/account").formToken)
            let query = (fields + [("form_token", token)]).map { "\($0)=\(Browser.encode($1))" }
            _ = try await ada.get(path + "?" + query.joined(separator: "&"))
            #expect(try await ada.get("/account").html.contains(">ada<"))
            #expect(try await server.mails().isEmpty)
            var again = server.browser()
            #expect(try await again.logIn("ada").location == "/account")
        }
    }

    @Test("below a path of an application every link and redirection stays inside it")
    func mounted() async throws {
        try await PagesFixture.run(mountedAt: "/auth") { server in
            var browser = server.browser()
            _ = try await browser.get("/auth/signup")
            try await browser.post("/auth/signup", [("login", "ada"), ("password", Browser.goodPassword)])
            for (path, _) in PagesFixture.accountPages {
                let page = try await browser.get("/auth" + path)
                #expect(!page.html.contains(#"="/account"#), "\(path)")
                #expect(page.location.map { $0.hasPrefix("/auth/") } ?? true, "\(path)")
            }
            server.clock.advance(by: 301)
            #expect(
                try await browser.get("/auth/account/delete").location
                    == "/auth/account/confirm?return=/auth/account/delete"
            )
        }
    }
}
