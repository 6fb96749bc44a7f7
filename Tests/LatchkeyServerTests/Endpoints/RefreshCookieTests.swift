import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

/// `transport: "cookie"`.
@Suite(.timeLimit(.minutes(5)))
struct RefreshCookieTests {
    private static func secure(_ configuration: inout ServerConfiguration) {
        configuration.configuredIssuer = "https://id.example"
    }

    /// The cookie's `name=value`, and its attributes.
    private static func cookie(_ answer: APIAnswer) throws -> (pair: String, attributes: Set<String>) {
        let fields = answer.headers[values: .setCookie].filter { $0.contains("latchkey-refresh=") }
        try #require(fields.count == 1)
        let parts = fields[0].split(separator: ";").map { $0.drop { $0 == " " } }.map(String.init)
        return (parts[0], Set(parts.dropFirst()))
    }

    private static func logIn(_ fixture: APIFixture, headers: HTTPFields = [:]) async throws -> APIAnswer {
        try await fixture.api.post(
            "/api/login",
            ["login": "ada", "password": .string(APIFixture.password), "transport": "cookie"],
            headers: headers
        )
    }

    @Test("keeps the refresh token out of the body, in a cookie that no script can read [A7] [E6]")
    func attributes() async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            try await fixture.signUp()
            let answer = try await Self.logIn(fixture)
            #expect(try answer.json.names == ["access_token", "token_type", "expires_in", "account"])
            #expect(!answer.text.contains("lkr_"))
            let (pair, attributes) = try Self.cookie(answer)
            #expect(pair.hasPrefix("__Host-latchkey-refresh=lkr_"))
            #expect(attributes == ["Max-Age=1209600", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
        }
    }

    @Test("goes without prefix and Secure over plain http on loopback only [A7]")
    func loopback() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (pair, attributes) = try Self.cookie(try await Self.logIn(fixture))
            #expect(pair.hasPrefix("latchkey-refresh=lkr_"))
            #expect(attributes == ["Max-Age=1209600", "Path=/", "HttpOnly", "SameSite=Lax"])
        }
    }

    @Test("sign-up hands the cookie out as well")
    func signUp() async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            let answer = try await fixture.api.post(
                "/api/signup",
                ["username": "ada", "password": .string(APIFixture.password), "transport": "cookie"]
            )
            #expect(answer.status == .created)
            #expect(!answer.text.contains("lkr_"))
            #expect(try Self.cookie(answer).pair.hasPrefix("__Host-latchkey-refresh=lkr_"))
        }
    }

    @Test("refreshes by the cookie and replaces it; Max-Age never passes the session's end [B5]")
    func refresh() async throws {
        try await APIFixture.run(
            configure: {
                Self.secure(&$0)
                $0.sessionPolicy.absoluteLifetime = 1000
            }
        ) { fixture in
            try await fixture.signUp()
            let (first, _) = try Self.cookie(try await Self.logIn(fixture))
            fixture.clock.set(400)
            let answer = try await fixture.api.post("/api/refresh", headers: [.cookie: "a=b; \(first); c=d"])
            #expect(answer.status == .ok)
            #expect(!answer.text.contains("lkr_"))
            let (second, attributes) = try Self.cookie(answer)
            #expect(second != first)
            let age = try #require(
                attributes.first { $0.hasPrefix("Max-Age=") }.flatMap { Int($0.dropFirst(8)) }
            )
            #expect((480...600).contains(age))
            #expect(try await fixture.api.post("/api/refresh", headers: [.cookie: second]).status == .ok)
        }
    }

    @Test(
        "refuses the cookie from pages of other sites [A7] [B9]",
        arguments: [
            ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
            ["Sec-Fetch-Site": "cross-site", "Origin": "https://id.example"],
            ["Origin": "https://evil.example"], ["Origin": "null"], ["Origin": "http://id.example"],
            ["Origin": "https://id.example.evil.example"], ["Origin": "https://id.example:444"],
        ]
    )
    func crossSite(_ origin: [String: String]) async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            try await fixture.signUp()
            let (cookie, _) = try Self.cookie(try await Self.logIn(fixture))
            var headers: HTTPFields = [.cookie: cookie]
            for (name, value) in origin { headers[try #require(HTTPField.Name(name))] = value }
            for path in ["/api/refresh", "/api/logout"] {
                let answer = try await fixture.api.post(path, headers: headers)
                try expectProblem(answer, .forbidden, "cross_site_request")
                #expect(answer.headers[.setCookie] == nil)
            }
            #expect(try await fixture.api.post("/api/refresh", headers: [.cookie: cookie]).status == .ok)
        }
    }

    @Test(
        "takes the cookie from its own pages, and from no page at all",
        arguments: [
            [:], ["Sec-Fetch-Site": "same-origin"],
            ["Sec-Fetch-Site": "same-origin", "Origin": "https://id.example"],
            ["Origin": "https://id.example"],
        ]
    )
    func ownSite(_ origin: [String: String]) async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            try await fixture.signUp()
            let (cookie, _) = try Self.cookie(try await Self.logIn(fixture))
            var headers: HTTPFields = [.cookie: cookie]
            for (name, value) in origin { headers[try #require(HTTPField.Name(name))] = value }
            #expect(try await fixture.api.post("/api/refresh", headers: headers).status == .ok)
        }
    }

    @Test("lets no other site sign a visitor in by cookie [A7]")
    func loginForgery() async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            try await fixture.signUp()
            let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
            let answer = try await Self.logIn(fixture, headers: [name: "cross-site"])
            try expectProblem(answer, .forbidden, "cross_site_request")
            #expect(answer.headers[.setCookie] == nil)
            let form = try await fixture.api.post(
                "/api/login",
                form: [("login", "ada"), ("password", APIFixture.password), ("transport", "cookie")],
                headers: [.origin: "https://evil.example"]
            )
            try expectProblem(form, .forbidden, "cross_site_request")
            let signUp = try await fixture.api.post(
                "/api/signup",
                ["username": "eve", "password": .string(APIFixture.password), "transport": "cookie"],
                headers: [.origin: "https://evil.example"]
            )
            try expectProblem(signUp, .forbidden, "cross_site_request")
            // Whoever asks for JSON gets no cookie, and its tokens cannot be read across sites.
            let json = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(APIFixture.password)],
                headers: [.origin: "https://app.example"]
            )
            #expect(json.status == .ok)
        }
    }

    @Test("logging out clears the cookie and ends the session; again it is still 204 [A6] [A7]")
    func logout() async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            try await fixture.signUp()
            let (cookie, _) = try Self.cookie(try await Self.logIn(fixture))
            for _ in 0..<2 {
                let answer = try await fixture.api.post("/api/logout", headers: [.cookie: cookie])
                #expect(answer.status == .noContent)
                let (pair, attributes) = try Self.cookie(answer)
                #expect(pair == "__Host-latchkey-refresh=")
                #expect(attributes == ["Max-Age=0", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
            }
            #expect(
                try await fixture.api.post("/api/refresh", headers: [.cookie: cookie]).code
                    == "session_revoked"
            )
        }
    }

    @Test("two cookies of that name are refused, whichever comes first [A7]")
    func twice() async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            try await fixture.signUp()
            let (cookie, _) = try Self.cookie(try await Self.logIn(fixture))
            let name = try #require(cookie.split(separator: "=").first)
            for cookies in [
                "\(cookie); \(name)=planted", "\(name)=planted; \(cookie)", "\(cookie); \(cookie)",
            ] {
                for path in ["/api/refresh", "/api/logout"] {
                    let answer = try await fixture.api.post(path, headers: [.cookie: cookies])
                    try expectProblem(answer, .badRequest, "invalid_request")
                }
            }
            #expect(try await fixture.api.post("/api/refresh", headers: [.cookie: cookie]).status == .ok)
        }
    }

    @Test("the cookie's name without its prefix is no cookie of ours behind https")
    func unprefixed() async throws {
        try await APIFixture.run(configure: Self.secure) { fixture in
            let tokens = try await fixture.signUp()
            let answer = try await fixture.api.post(
                "/api/refresh",
                headers: [.cookie: "latchkey-refresh=\(tokens.refresh)"]
            )
            #expect(answer.faults == ["refresh_token: missing"])
        }
    }
}
