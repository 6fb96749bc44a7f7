import Foundation
import Hummingbird
import HummingbirdTesting
import LatchkeyAccounts
import LatchkeyTesting
import Testing

@testable import bearer_api

@Suite("bearer-api")
struct BearerAPITests {
    private struct Answer: Decodable {
        let access_token: String
        let expires_in: Int
    }

    private func run(_ test: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let hasher = PasswordHasher(
            parameters: Argon2Parameters(memory: 8, iterations: 1, parallelism: 1)
        )
        let people = [
            Person(name: "ada", roles: ["admin"], passwordHash: try await hasher.hash("kettles")),
            Person(name: "bob", roles: [], passwordHash: try await hasher.hash("teapots")),
        ]
        try await Application(router: router(people: people, hasher: hasher)).test(.router) {
            try await test($0)
        }
    }

    @Sendable private static func login(
        _ client: any TestClientProtocol,
        _ name: String,
        _ password: String
    ) async throws -> TestResponse {
        try await client.execute(
            uri: "/login",
            method: .post,
            headers: [.contentType: "application/json"],
            body: ByteBuffer(string: #"{"name":"\#(name)","password":"\#(password)"}"#)
        ) { $0 }
    }

    private static func token(
        _ client: any TestClientProtocol,
        _ name: String,
        _ password: String
    ) async throws
        -> String
    {
        let body = try await login(client, name, password).body
        return try JSONDecoder().decode(Answer.self, from: Data(buffer: body)).access_token
    }

    @Test("signs in with a password and knows the account behind the token [A6] [B1] [B2] [D6]")
    func signIn() async throws {
        try await run { client async throws in
            let token = try await Self.token(client, "bob", "teapots")
            let me = try await client.execute(uri: "/me", token: token)
            #expect(String(buffer: me.body) == "You are bob.")
            let place = TestTokenPlace.header(try #require(.init("x-access-token")))
            let other = try await client.execute(uri: "/me", token: token, in: place)
            #expect(String(buffer: other.body) == "You are bob.")
            let stranger = try await client.execute(uri: "/me", token: nil)
            #expect(stranger.status == .unauthorized && stranger.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test("opens /people to administrators only [A8]")
    func roles() async throws {
        try await run { client async throws in
            let bob = try await Self.token(client, "bob", "teapots")
            let ada = try await Self.token(client, "ada", "kettles")
            let refused = try await client.execute(uri: "/people", token: bob)
            #expect(refused.status == .forbidden)
            let people = try await client.execute(uri: "/people", token: ada)
            #expect(String(buffer: people.body) == #"["ada","bob"]"#)
        }
    }

    @Test("answers a wrong password and an unknown name alike [D4]")
    func wrong() async throws {
        try await run { client async throws in
            let wrong = try await Self.login(client, "ada", "teapots")
            let unknown = try await Self.login(client, "eve", "teapots")
            #expect(wrong.status == .unauthorized && unknown.status == .unauthorized)
            #expect(wrong.headers[.wwwAuthenticate] == "Bearer")
        }
    }
}
