import HTTPTypes
import LatchkeyHummingbird
import Testing

@testable import LatchkeyServer

@Suite("Going back to the page asked for")
struct RedirectTests {
    /// Spellings of another origin, of ways out of the path, and of pages that are no place to return to.
    static let refused = [
        "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
        "\\/evil.example",
        "/\\/evil.example", "\\evil.example", "https://evil.example", "https:evil.example",
        "HTTPS://evil.example",
        "http:/evil.example", "//evil.example/%2e%2e", "javascript:alert(1)", "data:text/html,x",
        "mailto:eve@evil.example",
        "evil.example", "@evil.example", ".evil.example", "", " ", "?next", "#top", " /account", "/ account",
        "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\nLocation: https://evil.example",
        "/%09/evil.example", "/%0a/evil.example", "/%0d%0aSet-Cookie:x=y", "/%00",
        "/%7f",
        "/%2f/evil.example", "/%2F%2Fevil.example", "%2f%2fevil.example", "/%5cevil.example",
        "/%5C%5Cevil.example",
        "/%255cevil.example", "/%252f%252fevil.example", "/%20/evil.example", "/a//evil.example",
        "/./evil.example",
        "/.//evil.example", "/..//evil.example", "/a/../..//evil.example", "/%2e%2e//evil.example",
        "/%2e/evil",
        "/a/..", "/a/.", "/%", "/%2", "/%zz", "/%+1", "/\u{FF0F}evil.example", "/\u{2215}evil.example",
        "/\u{3002}evil.example", "/é", "/notes?x=\\evil", "/notes?x= y", "/notes#\u{1F511}", "/a\u{7F}",
        "/" + String(repeating: "a", count: 2048), "/", "/login", "/login?redirect=/login", "/signup#x",
        "/logout", #"/x#"><script>"#, #"/x?a="b"#, "/x?a=<b", "/x>y",
    ]

    static let accepted = [
        "/search?q=a|b{c}^`",
        "/account", "/account?tab=devices", "/notes/", "/notes/7?page=2&all=1#end", "/a.b/c-d_e~f",
        "/caf%C3%A9",
        "/oauth/authorize?redirect_uri=https%3A%2F%2Fapp.example%2Fback&state=%2e%2e", "/q?u=//evil.example",
        "/@ada",
        "/login/help", "/loginx",
    ]

    @Test("goes to the account page for every spelling of another place [E4]", arguments: refused)
    func refuses(target: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let fields = [("login", "ada"), ("password", Browser.goodPassword), ("redirect", target)]
            _ = try await browser.get("/signup?redirect=\(Browser.encode(target))")
            #expect(try await browser.post("/signup", fields).location == "/account")
            let signedIn = try await browser.get("/login?redirect=\(Browser.encode(target))")
            #expect(signedIn.location == "/account")
            // As a browser leaves it alone in the query: raw, where the request line can hold it.
            if target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Array("#&+".utf8).contains($0) }) {
                #expect(try await browser.get("/login?redirect=\(target)").location == "/account")
            }
        }
    }

    @Test("goes to a path of this origin [E4]", arguments: accepted)
    func accepts(target: String) async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            _ = try await browser.get("/signup")
            let fields = [("login", "ada"), ("password", Browser.goodPassword), ("redirect", target)]
            #expect(try await browser.post("/signup", fields).location == target)
            #expect(try await browser.get("/login?redirect=\(Browser.encode(target))").location == target)
        }
    }

    @Test("refuses NUL in the path, and the form that carries it")
    func nul() async throws {
        #expect(LocalPath("/\u{0}/evil.example") == nil)
        try await PagesFixture.run { server in
            var browser = server.browser()
            let answer = try await browser.post("/login", [("redirect", "/\u{0}/evil.example")])
            #expect(answer.status == .badRequest)
        }
    }

    @Test("takes no part of a query that names two places")
    func twoPlaces() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            #expect(
                try await browser.get("/login?redirect=/notes&redirect=//evil.example").location == "/account"
            )
        }
    }

    @Test("writes a path into a query so that it comes back as it was", arguments: accepted)
    func queryValue(target: String) throws {
        let path = try #require(LocalPath(target))
        #expect(FormFields("redirect=\(path.queryValue)&x=1".utf8)?["redirect"] == target)
    }
}
