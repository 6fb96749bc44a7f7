import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("Words of the pages")
struct WordsTests {
    /// A name in a template, such as `login.title`.
    private static func names(in template: [UInt8]) -> Set<String> {
        let parts = String(decoding: template, as: UTF8.self).split(separator: "words.").dropFirst()
        return Set(parts.map { String($0.prefix { $0.isLetter || $0.isNumber || "-.".contains($0) }) })
    }

    private static var wanted: Set<String> {
        PageRenderer.templates.reduce(into: []) { $0.formUnion(names(in: $1.value)) }
    }

    private static var known: Set<String> {
        Set(Words.all.flatMap { area in area.value.keys.map { "\(area.key).\($0)" } })
    }

    @Test("are there for every name in a template, and for no other")
    func complete() {
        #expect(Self.wanted.subtracting(Self.known).isEmpty)
        #expect(Self.known.subtracting(Self.wanted).isEmpty)
    }

    @Test("are said in each language, and differ from each other")
    func translated() {
        for (area, catalogue) in Words.all {
            for (name, phrase) in catalogue {
                #expect(phrase.english != phrase.simplifiedChinese, "\(area).\(name)")
                for language in MailLanguage.allCases {
                    #expect(!phrase[language].isEmpty, "\(area).\(name)")
                }
            }
        }
    }

    @Test(
        "come in the language that the browser asks for [E4]",
        arguments: [
            (nil, "en", "Sign in"), ("en-GB,en;q=0.9", "en", "Sign in"), ("fr", "en", "Sign in"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "登录"), ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant", "登入"),
            ("zh-HK", "zh-Hant", "登入"), ("en;q=0.5, zh-Hans", "zh-Hans", "登录"),
        ] as [(String?, String, String)]
    )
    func negotiated(accepted: String?, tag: String, heading: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let page = try await browser.send(
                .get,
                "/login",
                body: nil,
                headers: accepted.map { [.acceptLanguage: $0] } ?? [:]
            )
            #expect(page.html.contains("<html lang=\"\(tag)\">"))
            #expect(page.html.contains("<h1>\(heading)</h1>"))
            #expect(page.headers[.contentLanguage] == tag)
        }
    }

    @Test("change with the switch, which remembers and leads back, query included")
    func switched() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let page = try await browser.get("/login?redirect=/account")
            let back = try #require(page.value(after: #"name="return" value=""#))
            #expect(back == "/login?redirect=/account")
            let answer = try await browser.post("/language", [("language", "zh-Hant"), ("return", back)])
            #expect(answer.status == .seeOther)
            #expect(answer.location == back)
            #expect(
                answer.setCookies == [
                    "latchkey-language=zh-Hant; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
                ]
            )
            let again = try await browser.get(back)
            #expect(again.html.contains("<html lang=\"zh-Hant\">"))
            #expect(again.html.contains(#"value="zh-Hant" lang="zh-Hant" type="submit" aria-current="true""#))
            let refused = try await browser.post("/login", [("login", "ada"), ("password", "wrong")])
            #expect(refused.html.contains("使用者名稱或密碼不正確。"))
        }
    }

    @Test("keep the way on when the page is a refused form")
    func refusedForm() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let refused = try await browser.logIn("ada", password: "wrong", redirect: "/account?x=1&y=2")
            let back = refused.value(after: #"name="return" value=""#)
            #expect(back == "/login?redirect=/account%3Fx%3D1%26y%3D2")
        }
    }

    @Test(
        "lead to no other place, and stay when no such language is there",
        arguments: [
            "//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)",
        ]
    )
    func closed(path: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            _ = try await browser.get("/login")
            let answer = try await browser.post("/language", [("language", "tlh"), ("return", path)])
            #expect(answer.location == "/")
            #expect(answer.setCookies == [])
        }
    }

    @Test("do not change for a form of another origin, or without its token")
    func forged() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            _ = try await browser.get("/login")
            let forged = try await browser.post("/language", [("language", "zh-Hans")], token: "forged")
            #expect(forged.status == .forbidden)
            browser.fetchSite = "cross-site"
            let other = try await browser.post("/language", [("language", "zh-Hans")])
            #expect(other.status == .forbidden)
            #expect(browser.cookies[browser.cookieNames.languageName] == nil)
        }
    }

    @Test("count the cookie only when it names a language", arguments: ["tlh", "", "EN", "zh-Hans,en"])
    func cookie(value: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            browser.cookies[browser.cookieNames.languageName] = value
            let page = try await browser.get("/login")
            #expect(page.html.contains("<html lang=\"en\">"))
        }
    }
}
