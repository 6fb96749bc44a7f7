import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// A person with a browser that keeps cookies and fills in forms.
actor PageVisitor {
    private let server: Server
    private let secrets: Secrets
    private let client: HTTPClient
    private var cookies: [String: String] = [:]
    private var formToken = ""
    private(set) var status = 0

    init(_ server: Server, _ secrets: Secrets) {
        (self.server, self.secrets) = (server, secrets)
        client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
        )
    }

    /// Runs a visit, and closes the browser after it.
    nonisolated func visit<Result: Sendable>(
        _ body: @Sendable (PageVisitor) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(self)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    func get(_ path: String) async throws { try await send(.GET, path, nil) }

    /// Posts a form with the token of the page that was seen last.
    func submit(_ path: String, _ fields: [String: String]) async throws {
        var fields = fields
        fields["form_token"] = formToken
        let body = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        try await send(.POST, path, body.joined(separator: "&"))
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: String?) async throws {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
        request.method = method
        request.headers.add(name: "Accept", value: "text/html")
        // The browser went to the address that the server gives as its own.
        request.headers.add(name: "Origin", value: Server.issuer)
        request.headers.add(name: "Sec-Fetch-Site", value: "same-origin")
        let pairs = cookies.map { "\($0.key)=\($0.value)" }
        if !pairs.isEmpty { request.headers.add(name: "Cookie", value: pairs.joined(separator: "; ")) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await client.execute(request, timeout: .seconds(60))
        status = Int(response.status.code)
        for cookie in response.headers["Set-Cookie"] { keep(cookie) }
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        if let match = text.firstMatch(of: /name="form_token" value="([^"]+)"/) {
            formToken = String(match.1)
            secrets.add(formToken)
        }
    }

    private func keep(_ line: String) {
        let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
        guard pair.count == 2 else { return }
        cookies[pair[0]] = pair[1]
        secrets.add(pair[1])
    }
}
