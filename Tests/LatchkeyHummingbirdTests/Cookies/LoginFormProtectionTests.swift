import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyHummingbird
import Logging
import NIOCore
import Testing

@Suite("The protection of login forms")
struct LoginFormProtectionTests {
    private let protection = LoginFormProtection()
    private static let name = "__Host-login-form"

    private func request(_ headers: HTTPFields = [:]) -> Request {
        let head = HTTPRequest(
            method: .post,
            scheme: "https",
            authority: "app.example",
            path: "/login",
            headerFields: headers
        )
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// A form as a visitor gets it, and the value of the cookie that comes with it.
    private func visit(_ headers: HTTPFields = [:]) throws -> (token: String, cookie: SetCookie) {
        let form = protection.form(for: request(headers))
        var response = Response(status: .ok)
        form.set(on: &response)
        #expect(response.headers[.cacheControl] == "no-store")
        return (form.token, try #require(response.headers.setCookie(Self.name)))
    }

    private func isAllowed(_ token: String?, _ headers: HTTPFields) -> Bool {
        do throws(Problem) {
            try protection.require(token, with: request(headers), logger: Logger(label: "test"))
            return true
        } catch {
            return error.code != .crossSiteRequest
        }
    }

    @Test("a form passes with the cookie it came with, in two windows, too [A7]")
    func passes() throws {
        let (token, cookie) = try visit()
        #expect(cookie.attributes == ["Max-Age=7200", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
        let headers = CookieBench.fields([Self.name: cookie.value])
        #expect(isAllowed(token, headers))
        let second = try visit(headers)
        #expect(second.cookie.value == cookie.value && second.token != token)
        #expect(isAllowed(token, headers) && isAllowed(second.token, headers))
    }

    @Test("a form without its cookie or its token, or with another's, is refused")
    func refuses() throws {
        let (mine, theirs) = (try visit(), try visit())
        let headers = CookieBench.fields([Self.name: mine.cookie.value])
        #expect(!isAllowed(mine.token, [:]))
        for token in [
            nil, "", "x", mine.cookie.value, theirs.token, mine.token + "A", String(mine.token.dropLast()),
        ] {
            #expect(!isAllowed(token, headers))
        }
        #expect(!isAllowed(mine.token, CookieBench.fields([Self.name: theirs.cookie.value])))
        #expect(!isAllowed(mine.token, CookieBench.fields([Self.name: ""])))
        let twice = CookieBench.fields([Self.name: mine.cookie.value, Self.name: mine.cookie.value])
        #expect(!isAllowed(mine.token, twice))
        // Without the prefix a sibling subdomain could have set it.
        #expect(!isAllowed(mine.token, CookieBench.fields(["login-form": mine.cookie.value])))
    }

    @Test(
        "a form of another origin is refused",
        arguments: ["null", "https://evil.example", "http://app.example"]
    )
    func origins(origin: String) throws {
        let (token, cookie) = try visit()
        #expect(!isAllowed(token, CookieBench.fields([Self.name: cookie.value], [.origin: origin])))
        #expect(
            isAllowed(token, CookieBench.fields([Self.name: cookie.value], [.origin: "https://app.example"]))
        )
    }

    @Test(
        "a cookie that was not made here is replaced",
        arguments: ["", "x", "eA", String(repeating: "=", count: 43)]
    )
    func foreignCookie(value: String) throws {
        let (_, cookie) = try visit(CookieBench.fields([Self.name: value]))
        #expect(cookie.value.count == 43 && cookie.value != value)
    }
}
