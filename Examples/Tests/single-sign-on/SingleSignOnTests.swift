import Foundation
import Hummingbird
import HummingbirdTesting
import LatchkeyJOSE
import LatchkeyJWKS
import Testing

@testable import single_sign_on

@Suite("single-sign-on")
struct SingleSignOnTests {
    /// Sends a request under the name of a host, as a browser would.
    @Sendable private static func send(
        _ port: Int,
        _ host: String,
        _ uri: String,
        _ method: HTTPRequest.Method,
        _ headers: HTTPFields = [:]
    ) async throws -> TestClient.Response {
        try await TestClient.withClient(host: "localhost", port: port) { client in
            try await client.execute(
                TestClient.Request(uri, method: method, authority: host, headers: headers)
            )
        }
    }

    /// The value of a cookie, when the browser would send it to every subdomain of example.com.
    private static func shared(_ name: String, of headers: HTTPFields) throws -> String {
        let field = try #require(headers[values: .setCookie].first { $0.hasPrefix(name + "=") })
        #expect(field.contains("Domain=example.com") && field.contains("Secure"))
        return String(field.prefix { $0 != ";" }.dropFirst(name.count + 1))
    }

    @Test("one sign-in opens the other subdomain, which has nothing but the published keys [A8]")
    func walk() async throws {
        let identity = Application(router: try identityRouter(key: .generate(.es256)))
        try await identity.test(.live) { client in
            let port = try #require(client.port)
            let login = try await Self.send(port, "id.example.com", "/login", .post)
            let cookie = try Self.shared("__Secure-access-token", of: login.headers)
            let csrfToken = try Self.shared("__Secure-csrf-token", of: login.headers)
            let keys = try RemoteJWKS(url: "http://127.0.0.1:\(port)/.well-known/jwks.json")
            try await Application(router: notesRouter(keys: keys)).test(.live) { client in
                let port = try #require(client.port)
                func notes(_ method: HTTPRequest.Method, _ headers: HTTPFields) async throws -> Int {
                    try await Self.send(port, "notes.example.com", "/notes", method, headers).status.code
                }
                let own: HTTPFields = [.cookie: "__Secure-access-token=\(cookie)"]
                #expect(try await notes(.get, own) == 200)
                #expect(try await notes(.get, [:]) == 401)

                var page = own
                page[.origin] = "https://notes.example.com"
                #expect(try await notes(.post, page) == 403)
                page[try #require(.init("X-CSRF-Token"))] = csrfToken
                #expect(try await notes(.post, page) == 201)
                // A sibling's page has the CSRF token, as it is in a cookie of the domain; its origin gives it away.
                page[.origin] = "https://id.example.com"
                #expect(try await notes(.post, page) == 403)
                // A sibling that plants a second cookie makes the request ambiguous.
                let planted: HTTPFields = [
                    .cookie: "__Secure-access-token=\(cookie); __Secure-access-token=x"
                ]
                #expect(try await notes(.get, planted) == 400)
            }
        }
    }

    @Test("a token of another key opens nothing [A8]")
    func forged() async throws {
        let (genuine, other) = (try JWK.generate(.es256), try JWK.generate(.es256))
        try await Application(router: identityRouter(key: genuine)).test(.live) { identity in
            let port = try #require(identity.port)
            let keys = try RemoteJWKS(url: "http://127.0.0.1:\(port)/.well-known/jwks.json")
            let login = try await Application(router: identityRouter(key: other)).test(.router) {
                try await $0.execute(uri: "/login", method: .post) { $0 }
            }
            let cookie = try Self.shared("__Secure-access-token", of: login.headers)
            try await Application(router: notesRouter(keys: keys)).test(.router) { client in
                let headers: HTTPFields = [.cookie: "__Secure-access-token=\(cookie)"]
                let status = try await client.execute(uri: "/notes", method: .get, headers: headers) {
                    $0.status
                }
                #expect(status == .unauthorized)
            }
        }
    }
}
