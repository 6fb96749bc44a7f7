import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import LatchkeyServer

/// A browser without scripts: keeps cookies, posts the forms it has seen, and follows nothing by itself.
struct Browser {
    static let goodPassword = "seven quiet green lamps"

    let client: any TestClientProtocol
    var userAgent: String
    let cookieNames: PageCookies
    /// Every cookie that the server has set, or that the test planted.
    var cookies: [String: String] = [:]
    /// What the browser says of a form of the site itself; `nil` for one that says nothing.
    var fetchSite: String? = "same-origin"
    /// The token of the form seen last.
    var formToken: String?

    var session: String? { cookies[cookieNames.sessionName] }

    mutating func get(_ path: String) async throws -> Document {
        try await send(.get, path, body: nil, headers: [:])
    }

    /// Posts fields with the token of the form seen last, unless another one is given.
    @discardableResult
    mutating func post(
        _ path: String,
        _ fields: [(String, String)] = [],
        token: String?? = .none,
        headers: HTTPFields = [:]
    ) async throws -> Document {
        let token = token ?? formToken
        let all = fields + (token.map { [("form_token", $0)] } ?? [])
        let body = all.map { "\(Self.encode($0))=\(Self.encode($1))" }.joined(separator: "&")
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        return try await send(.post, path, body: body, headers: headers)
    }

    /// Opens the sign-up form, fills it in and sends it.
    @discardableResult
    mutating func signUp(
        _ login: String,
        name: String = "",
        password: String = goodPassword
    ) async throws -> Document {
        _ = try await get("/signup")
        return try await post("/signup", [("login", login), ("name", name), ("password", password)])
    }

    /// Opens the login form, fills it in and sends it.
    @discardableResult
    mutating func logIn(
        _ login: String,
        password: String = goodPassword,
        redirect: String? = nil
    ) async throws -> Document {
        _ = try await get("/login")
        let fields = [("login", login), ("password", password)] + (redirect.map { [("redirect", $0)] } ?? [])
        return try await post("/login", fields)
    }

    /// Sends a request as it is, and keeps what the answer sets.
    mutating func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: String?,
        headers: HTTPFields
    ) async throws -> Document {
        var headers = headers
        headers[.userAgent] = userAgent
        if !cookies.isEmpty { headers[.cookie] = cookies.map { "\($0)=\($1)" }.joined(separator: "; ") }
        if method == .post, let fetchSite {
            headers[try #require(HTTPField.Name("Sec-Fetch-Site"))] = fetchSite
        }
        let response = try await client.execute(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        let document = Document(response)
        document.setCookies.forEach { keep($0) }
        formToken = document.formToken ?? formToken
        return document
    }

    private mutating func keep(_ setCookie: String) {
        let parts = setCookie.split(separator: "; ").map(String.init)
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init
        )
        cookies[pair[0]] = parts.contains("Max-Age=0") ? nil : pair[1]
    }

    /// Everything but letters and digits, so that no test depends on what a browser would leave alone.
    static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            let hex = String(byte, radix: 16)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (hex.count == 1 ? "0" : "") + hex
        }
        .joined()
    }
}

/// An answer, as far as the tests look at it.
struct Document {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let html: String

    init(_ response: TestResponse) {
        status = response.status
        headers = response.headers
        html = String(buffer: response.body)
    }

    var location: String? { headers[.location] }
    var setCookies: [String] { headers[values: .setCookie] }

    /// The value of the first anti-forgery field.
    var formToken: String? { value(after: #"name="form_token" value=""#) }

    /// The text from behind `mark` to the next quotation mark.
    func value(after mark: String) -> String? {
        guard let start = html.firstRange(of: mark)?.upperBound else { return nil }
        return String(html[start...].prefix { $0 != "\"" })
    }

    /// The identifiers of the sessions that can be ended from here.
    var endableSessions: [String] {
        html.split(separator: #"action="/account/sessions/"#).dropFirst()
            .map { String($0.prefix { $0 != "/" && $0 != "\"" }) }.filter { !$0.hasPrefix("end-") }
    }

    subscript(name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}
