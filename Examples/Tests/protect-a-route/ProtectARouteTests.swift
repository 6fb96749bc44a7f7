import Foundation
import Hummingbird
import HummingbirdTesting
import LatchkeyJOSE
import Testing

@testable import protect_a_route

/// An issuer in a few lines: it publishes one key, and signs tokens with it.
struct TinyIssuer {
    let key: JWK
    let url: String

    func token(roles: [JSONValue] = [], audience: String? = nil) throws -> String {
        let now = Int64(Date().timeIntervalSince1970)
        let claims: [(name: String, value: JSONValue)] = [
            ("iss", .string(url)), ("sub", "ada"), ("aud", .string(audience ?? url)), ("iat", .integer(now)),
            ("exp", .integer(now + 900)), ("jti", "1"), ("client_id", "test"), ("roles", .array(roles)),
        ]
        return try JWTSigner(key: key, type: "at+jwt").sign(payload: JSONObject(members: claims))
    }

    static func run(_ test: @escaping @Sendable (TinyIssuer) async throws -> Void) async throws {
        let key = try JWK.generate(.es256)
        let published = JWKSet([key]).publicKeys.json()
        let router = Router()
        router.get("/.well-known/jwks.json") { _, _ in published }
        try await Application(router: router).test(.live) { client in
            let port = try #require(client.port)
            try await test(TinyIssuer(key: key, url: "http://127.0.0.1:\(port)"))
        }
    }
}

@Suite("protect-a-route")
struct ProtectARouteTests {
    /// Starts issuer and service, and GETs `path` with the token that `makeToken` makes.
    private func get(
        _ path: String,
        _ makeToken: @escaping @Sendable (TinyIssuer) throws -> String? = { _ in nil }
    ) async throws -> TestResponse {
        let (answers, answer) = AsyncStream.makeStream(of: TestResponse.self)
        try await TinyIssuer.run { issuer in
            let service = try application(issuer: issuer.url, audience: issuer.url)
            let token = try makeToken(issuer)
            try await service.test(.router) { client in
                let headers: HTTPFields = token.map { [.authorization: "Bearer \($0)"] } ?? [:]
                answer.yield(try await client.execute(uri: path, method: .get, headers: headers) { $0 })
            }
        }
        var iterator = answers.makeAsyncIterator()
        return try #require(await iterator.next())
    }

    @Test("greets strangers and knows its callers [B4]")
    func open() async throws {
        #expect(String(buffer: try await get("/").body) == "Hello, stranger")
        #expect(String(buffer: try await get("/") { try $0.token() }.body) == "Hello, ada")
    }

    @Test("wants a token for /hello [B2] [A8]")
    func hello() async throws {
        #expect(try await get("/hello").status == .unauthorized)
        #expect(String(buffer: try await get("/hello") { try $0.token() }.body) == "Hello, ada")
    }

    @Test("wants the role admin for /admin [A8]")
    func admin() async throws {
        #expect(try await get("/admin").status == .unauthorized)
        #expect(try await get("/admin") { try $0.token() }.status == .forbidden)
        #expect(try await get("/admin") { try $0.token(roles: ["admin"]) }.status == .ok)
    }

    @Test("refuses tokens for somebody else and of somebody else")
    func strangers() async throws {
        #expect(try await get("/") { try $0.token(audience: "https://shop.example") }.status == .unauthorized)
        let forged = try await get("/") { try TinyIssuer(key: JWK.generate(.es256), url: $0.url).token() }
        #expect(forged.status == .unauthorized)
    }
}
