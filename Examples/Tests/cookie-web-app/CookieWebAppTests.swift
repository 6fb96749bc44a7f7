import Foundation
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyTesting
import Testing

@testable import cookie_web_app

/// A browser, as far as these pages need one: it keeps cookies and fills in hidden fields.
private final class Browser {
    private let client: any TestClientProtocol
    private(set) var cookies: [String: String] = [:]
    private(set) var page = ""

    init(_ client: any TestClientProtocol) { self.client = client }

    /// The value of a hidden field of the page.
    func hidden(_ name: String) -> String {
        page.components(separatedBy: "name=\(name) value=\"").last?.components(separatedBy: "\"").first ?? ""
    }

    func get(_ uri: String) async throws -> HTTPResponse.Status { try await send(.get, uri, nil) }

    func post(_ uri: String, _ form: String) async throws -> HTTPResponse.Status {
        try await send(.post, uri, form)
    }

    /// Goes on with cookies as they were before.
    func restore(_ cookies: [String: String]) { self.cookies = cookies }

    private func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ form: String?
    ) async throws
        -> HTTPResponse.Status
    {
        var headers: HTTPFields = [:]
        if !cookies.isEmpty {
            headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let answer = try await client.execute(
            uri: uri,
            method: method,
            headers: headers,
            body: form.map { ByteBuffer(string: $0) }
        ) { $0 }
        for field in answer.headers[values: .setCookie] {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies[pair[0]] = field.contains("Max-Age=0") || pair.count < 2 ? nil : pair[1]
        }
        page = String(buffer: answer.body)
        return answer.status
    }
}

@Suite("cookie-web-app")
struct CookieWebAppTests {
    private let clock = TestClock(.now)

    private func run(_ test: @escaping @Sendable (Browser) async throws -> Void) async throws {
        let router = try router(.standard, LoginFormProtection(), now: clock.now)
        try await Application(router: router).test(.router) { try await test(Browser($0)) }
    }

    private static func signIn(_ browser: Browser) async throws {
        _ = try await browser.get("/login")
        let form = "name=ada&form_token=\(browser.hidden("form_token"))"
        #expect(try await browser.post("/login", form) == .seeOther)
    }

    @Test("signs in by a form, and out by one with the CSRF token [A7] [B9]")
    func walk() async throws {
        try await run { browser async throws in
            try await Self.signIn(browser)
            let signedIn = browser.cookies
            #expect(signedIn.keys.contains("__Host-access-token"))
            _ = try await browser.get("/")
            let csrfToken = browser.hidden("csrf_token")
            #expect(browser.page.contains("Sign out") && !csrfToken.isEmpty)
            #expect(try await browser.post("/logout", "") == .forbidden)
            #expect(try await browser.post("/logout", "csrf_token=\(csrfToken)") == .seeOther)
            #expect(try await browser.get("/") == .seeOther)
            // A copy of the cookie is worth nothing any more.
            browser.restore(signedIn)
            #expect(try await browser.get("/") == .unauthorized)
            // And keeps nobody from signing in again.
            try await Self.signIn(browser)
            #expect(try await browser.get("/") == .ok)
        }
    }

    @Test("renews the cookie of who is there, and of nobody else [B9]")
    func renewal() async throws {
        let clock = clock
        try await run { browser async throws in
            try await Self.signIn(browser)
            let first = browser.cookies["__Host-access-token"]
            clock.advance(by: 300)
            _ = try await browser.get("/")
            #expect(browser.cookies["__Host-access-token"] == first)
            clock.advance(by: 300)
            _ = try await browser.get("/")
            #expect(browser.cookies["__Host-access-token"] != first)
            clock.advance(by: 600)
            _ = try await browser.get("/")
            #expect(browser.page.contains("Sign out"))
            clock.advance(by: 901)
            #expect(try await browser.get("/") == .unauthorized)
        }
    }

    @Test("takes no login form of another page [A7]")
    func foreignForm() async throws {
        try await run { browser async throws in
            #expect(try await browser.post("/login", "name=ada&form_token=x") == .forbidden)
        }
    }
}
