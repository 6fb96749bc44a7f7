import HTTPTypes
import Testing

@testable import LatchkeyServer

@Suite("Forms that another page sends")
struct FormForgeryTests {
    /// What the request carries as `Sec-Fetch-Site` and `Origin`; whether that alone lets it pass.
    static let table: [(site: String?, origin: String?, passes: Bool)] = [
        ("same-origin", nil, true), ("same-origin", "http://127.0.0.1:8080", true),
        ("same-origin", "https://evil.example", true), ("same-origin", "null", false),
        ("same-site", nil, false), ("same-site", "http://127.0.0.1:8080", false),
        ("same-site", "https://evil.example", false), ("same-site", "null", false),
        ("cross-site", nil, false), ("cross-site", "http://127.0.0.1:8080", false),
        ("cross-site", "https://evil.example", false), ("cross-site", "null", false),
        ("none", nil, true), ("none", "http://127.0.0.1:8080", true),
        ("none", "https://evil.example", false), ("none", "null", false),
        (nil, nil, true), (nil, "http://127.0.0.1:8080", true),
        (nil, "https://evil.example", false), (nil, "null", false),
        ("SAME-ORIGIN", nil, false), ("", nil, false), (nil, "", false),
        (nil, "http://127.0.0.1:8080.evil.example", false),
        (nil, "http://127.0.0.1", false), (nil, "https://127.0.0.1:8080", false),
    ]

    @Test(
        "signs out only by an own form with its token, whatever the request says of its origin [A7]",
        arguments: table
    )
    func logout(site: String?, origin: String?, passes: Bool) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let token = try #require(try await browser.get("/account").formToken)
            browser.fetchSite = site
            let headers: HTTPFields = origin.map { [.origin: $0] } ?? [:]
            let flipped = (token.hasPrefix("A") ? "B" : "A") + token.dropFirst()
            for wrong in [nil, "", "x", String(token.dropLast()), token + "A", flipped] {
                let refused = try await browser.post("/logout", token: .some(wrong), headers: headers)
                #expect(refused.status == .forbidden)
            }
            #expect(try await browser.get("/account").status == .ok)
            let answer = try await browser.post("/logout", token: token, headers: headers)
            #expect(answer.status == (passes ? .seeOther : .forbidden))
            #expect(try await browser.get("/account").status == (passes ? .seeOther : .ok))
        }
    }

    @Test("logs nobody in by a form of another page", arguments: ["cross-site", "same-site"])
    func loginForgery(site: String) async throws {
        try await PagesFixture.run { server in
            var eve = server.browser()
            try await eve.signUp("eve")
            var victim = server.browser()
            _ = try await victim.get("/login")
            victim.fetchSite = site
            let fields = [("login", "eve"), ("password", Browser.goodPassword)]
            #expect(try await victim.post("/login", fields).status == .forbidden)
            #expect(try await victim.post("/signup", fields).status == .forbidden)
            #expect(victim.session == nil)
            #expect(try await victim.get("/account").status == .seeOther)
        }
    }

    @Test("takes no token of another visitor, of before the login, or of another session")
    func tokensAreBound() async throws {
        try await PagesFixture.run { server in
            var ada = server.browser()
            let early = try #require(try await ada.get("/signup").formToken)
            var eve = server.browser()
            let hers = try #require(try await eve.get("/login").formToken)
            #expect(try await ada.post("/login", token: hers).status == .forbidden)
            try await ada.signUp("ada")
            #expect(try await ada.post("/logout", token: early).status == .forbidden)
            let first = try #require(try await ada.get("/account").formToken)
            try await ada.post("/logout", token: first)
            try await ada.logIn("ada")
            #expect(try await ada.post("/logout", token: first).status == .forbidden)
            #expect(try await ada.get("/account").status == .ok)
        }
    }

    @Test("refuses a token without the cookie that it is bound to, and explains")
    func withoutCookie() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let token = try #require(try await browser.get("/login").formToken)
            browser.cookies = [:]
            let answer = try await browser.post(
                "/login",
                [("login", "ada"), ("password", "x")],
                token: token
            )
            #expect(answer.status == .forbidden)
            #expect(answer.html.contains("This form has expired"))
            #expect(answer.html.contains(#"href="/login""#))
        }
    }

    @Test("changes nothing by GET", arguments: ["/logout", "/account/sessions/end-others"])
    func getChangesNothing(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let token = try #require(try await browser.get("/account").formToken)
            #expect(try await browser.get("\(path)?form_token=\(token)").status == .methodNotAllowed)
            #expect(try await browser.get("/account").status == .ok)
        }
    }

    @Test(
        "reads forms and nothing else",
        arguments: [
            ("text/plain", 415), ("application/json", 415), ("multipart/form-data; boundary=x", 415),
            ("", 415),
            ("application/x-www-form-urlencoded2", 415),
            ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", 401),
        ]
    )
    func mediaTypes(type: String, status: Int) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            _ = try await browser.get("/login")
            let fields = [("login", "ada"), ("password", "wrong")]
            let answer = try await browser.post("/login", fields, headers: [.contentType: type])
            #expect(answer.status.code == status)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        }
    }

    @Test(
        "answers broken forms with a page",
        arguments: [
            ("a=%zz", 400), ("a=1&a=2", 400), ("a=%ff", 400),
            ("a=" + String(repeating: "x", count: 65_536), 413),
        ]
    )
    func brokenForms(body: String, status: Int) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let answer = try await browser.send(.post, "/login", body: body, headers: headers)
            #expect(answer.status.code == status)
            #expect(answer.html.contains("Nothing was done."))
        }
    }
}
