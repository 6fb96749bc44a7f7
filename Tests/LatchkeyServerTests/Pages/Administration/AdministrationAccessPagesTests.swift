import HTTPTypes
import Testing

@testable import LatchkeyServer

@Suite("Who gets to the pages of administrators")
struct AdministrationAccessPagesTests {
    @Test(
        "nobody who is not signed in: they come back after signing in [E4]",
        arguments: AdministrationPaths.pages + ["/admin/accounts/\(AdministrationPaths.id)"]
    )
    func signedOut(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let answer = try await browser.get(path)
            #expect(answer.status == .seeOther)
            #expect(answer.location?.hasPrefix("/login?redirect=/admin") == true)
        }
    }

    @Test("nobody without the role [E4]", arguments: AdministrationPaths.pages)
    func person(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            for roles in [[], ["administrator"], ["Admin"], ["staff"]] {
                try await server.grant(roles, to: "ada")
                let answer = try await browser.get(path)
                #expect(answer.status == .forbidden)
                #expect(answer.html.contains("for administrators"))
            }
        }
    }

    @Test("nobody without the role by a form either", arguments: AdministrationPaths.forms)
    func personWithForm(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            _ = try await browser.get("/account")
            #expect(try await browser.post(path).status == .forbidden)
            var stranger = server.browser()
            _ = try await stranger.get("/login")
            let answer = try await stranger.post(path)
            #expect(answer.status == .seeOther)
            #expect(answer.location?.hasPrefix("/login") == true)
        }
    }

    @Test("whoever has lost the role is out at the next request")
    func withdrawn() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            #expect(try await browser.get("/admin").status == .ok)
            try await server.grant([], to: "root")
            #expect(try await browser.get("/admin").status == .forbidden)
        }
    }

    @Test(
        "shows are free, changes need a sign-in of the last five minutes",
        arguments: AdministrationPaths.forms
    )
    func stale(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            server.clock.advance(by: 301)
            #expect(try await browser.get("/admin/accounts").status == .ok)
            let answer = try await browser.post(path)
            #expect(answer.status == .seeOther)
            #expect(answer.location?.hasPrefix("/account/confirm?return=/admin") == true)
        }
    }

    @Test("forms that begin something ask first", arguments: AdministrationPaths.freshPages)
    func staleForm(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            #expect(try await browser.get(path).status == .ok)
            server.clock.advance(by: 301)
            #expect(try await browser.get(path).location == "/account/confirm?return=" + path)
        }
    }

    @Test("no form of another origin, and none without its token", arguments: AdministrationPaths.forms)
    func forgery(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            _ = try await browser.get("/admin")
            #expect(try await browser.post(path, token: "forged").status == .forbidden)
            #expect(try await browser.post(path, token: .some(nil)).status == .forbidden)
            for site in ["cross-site", "same-site"] {
                browser.fetchSite = site
                #expect(try await browser.post(path).status == .forbidden)
            }
            browser.fetchSite = nil
            let other = try await browser.post(path, headers: [.origin: "https://evil.example"])
            #expect(other.status == .forbidden)
        }
    }

    @Test(
        "changes nothing by GET",
        arguments: AdministrationPaths.forms.filter { !$0.hasSuffix("new") && !$0.hasSuffix("edit") }
    )
    func get(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let answer = try await browser.get(path)
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == "POST")
        }
    }

    @Test(
        "a page for what is not there",
        arguments: [
            "/admin/accounts/x", "/admin/accounts/\(AdministrationPaths.id)", "/admin/clients/x",
            "/admin/clients/\(AdministrationPaths.id)", "/admin/accounts?after=x", "/admin/clients?after=%00",
        ]
    )
    func missing(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let answer = try await browser.get(path)
            #expect(answer.status == (path.contains("%00") ? .ok : .notFound))
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        }
    }

    @Test("little weight, no script, and nothing from elsewhere", arguments: AdministrationPaths.pages)
    func weight(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let page = try await browser.get(path)
            #expect(page.html.utf8.count < 40_000)
            #expect(!page.html.contains(" style="))
            #expect(!page.html.contains("://"))
            #expect(!page.html.contains("{{"))
            #expect(page.html.split(separator: "<h1", omittingEmptySubsequences: false).count == 2)
            #expect(page["Cache-Control"] == "no-store")
            #expect(page["X-Frame-Options"] == "DENY")
        }
    }

    @Test(
        "in all three languages",
        arguments: [("zh-CN", "过去一小时"), ("zh-TW", "過去一小時"), ("en", "The last hour")]
    )
    func languages(tag: String, title: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let page = try await browser.send(.get, "/admin", body: nil, headers: [.acceptLanguage: tag])
            #expect(page.html.contains("<h1>\(title)</h1>"))
        }
    }
}
