import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("The cookies of the pages")
struct PageCookiesTests {
    @Test("are __Host-, HttpOnly, Secure and Lax, and live as long as session and form [A7]")
    func secureAttributes() async throws {
        try await PagesFixture.run(configure: { $0.configuredIssuer = "https://id.example" }) { server in
            var browser = server.browser()
            let form = try await browser.get("/signup").setCookies
            let value = try #require(browser.cookies["__Host-latchkey-form"])
            #expect(
                form == [
                    "__Host-latchkey-form=\(value); Path=/; Max-Age=7200; HttpOnly; Secure; SameSite=Lax"
                ]
            )
            let signedUp = try await browser.post(
                "/signup",
                [("login", "ada"), ("password", Browser.goodPassword)]
            )
            let token = try #require(browser.cookies["__Host-latchkey-session"])
            let device = try #require(browser.cookies["__Host-latchkey-device"])
            #expect(
                signedUp.setCookies == [
                    "__Host-latchkey-session=\(token); Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax",
                    "__Host-latchkey-device=\(device); Path=/; Max-Age=15552000; HttpOnly; Secure; SameSite=Lax",
                ]
            )
            _ = try await browser.get("/account")
            let out = try await browser.post("/logout")
            #expect(
                out.setCookies == [
                    "__Host-latchkey-session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"
                ]
            )
            #expect(out["Clear-Site-Data"] == #""cache", "storage""#)
        }
    }

    @Test("go without prefix and Secure over plain http on loopback only")
    func insecureAttributes() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            let signedUp = try await browser.signUp("ada")
            let token = try #require(browser.cookies["latchkey-session"])
            let device = try #require(browser.cookies["latchkey-device"])
            #expect(
                signedUp.setCookies == [
                    "latchkey-session=\(token); Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax",
                    "latchkey-device=\(device); Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax",
                ]
            )
        }
        var configuration = ServerConfiguration()
        #expect(configuration.allowsInsecureCookies)
        configuration.host = "0.0.0.0"
        #expect(!configuration.allowsInsecureCookies)
        configuration.host = "127.0.0.1"
        configuration.configuredIssuer = "https://id.example"
        #expect(!configuration.allowsInsecureCookies)
    }

    @Test(
        "go without prefix and Secure for an issuer on loopback only",
        arguments: [
            ("http://127.0.0.1:8080", true), ("http://localhost", true), ("http://LOCALHOST:1/auth", true),
            ("http://[::1]:8080", true), ("http://127.9.9.9", true), ("http://evil.example", false),
            ("http://127.0.0.1.evil.example", false), ("http://127.evil.example", false),
            ("http://localhost.evil.example", false), ("http://10.0.0.1:8080", false),
            ("http://[::2]", false), ("https://127.0.0.1", false),
        ]
    )
    func insecureIssuers(_ issuer: String, _ isAllowed: Bool) {
        var configuration = ServerConfiguration()
        configuration.configuredIssuer = issuer
        #expect(configuration.allowsInsecureCookies == isAllowed)
    }

    @Test(
        "a name that only begins like a loopback address is none",
        arguments: ["127.evil.example", "127.0.0.1.org"]
    )
    func loopbackNames(_ host: String) {
        var configuration = ServerConfiguration()
        configuration.host = host
        #expect(!configuration.listensOnLoopback)
        #expect(!configuration.allowsInsecureCookies)
    }

    @Test("count only when they come once and look like ours")
    func reading() throws {
        let cookies = PageCookies(insecure: false)
        let good = PageCookies.makeFormValue()
        func value(_ headers: String...) -> String? {
            var fields = HTTPFields()
            for header in headers { fields.append(HTTPField(name: .cookie, value: header)) }
            return cookies.value(of: cookies.sessionName, in: fields)
        }
        #expect(value("__Host-latchkey-session=\(good)") == good)
        #expect(value("a=b; __Host-latchkey-session=\(good);c=d") == good)
        #expect(value("a=b", "__Host-latchkey-session=\(good)") == good)
        #expect(value("__Host-latchkey-session=\(good); __Host-latchkey-session=\(good)") == nil)
        #expect(value("__Host-latchkey-session=\(good)", "__Host-latchkey-session=\(good)") == nil)
        #expect(value("latchkey-session=\(good)") == nil)
        #expect(value("x__Host-latchkey-session=\(good)") == nil)
        #expect(value("__host-latchkey-session=\(good)") == nil)
        #expect(value("__Host-latchkey-session=\(good.dropLast())") == nil)
        #expect(value("__Host-latchkey-session=\(good)A") == nil)
        #expect(value("__Host-latchkey-session=") == nil)
    }

    @Test("hold 32 random octets that the database knows only as a digest [A7]")
    func opaque() async throws {
        try await PagesFixture.run { server in
            var seen: Set<String> = []
            for _ in 0..<5 {
                var browser = server.browser()
                try await browser.signUp("user\(seen.count)")
                let token = try #require(browser.session)
                #expect(token.utf8.count == 43)
                #expect(seen.insert(token).inserted)
            }
        }
    }

    @Test("do not outlive idleness: the server ends the session, whatever the browser keeps")
    func idle() async throws {
        try await PagesFixture.run { server in
            var browser = server.browser()
            try await browser.signUp("ada")
            let idle = server.services.sessions.policy.idleLifetime
            server.clock.advance(by: idle - 1)
            #expect(try await browser.get("/account").status == .ok)
            server.clock.advance(by: idle - 1)
            #expect(try await browser.get("/account").status == .ok)
            server.clock.advance(by: idle)
            #expect(try await browser.get("/account").location == "/login?redirect=/account")
        }
    }
}
