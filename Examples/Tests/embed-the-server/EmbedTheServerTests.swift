import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import embed_the_server

@Suite("embed-the-server")
struct EmbedTheServerTests {
    private struct Tokens: Decodable {
        let access_token: String
    }

    @Test("signs up under /auth, opens its own route with the token, and closes it at logout [B2] [E3]")
    func walk() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let services = try await services(folder: folder, issuer: "http://127.0.0.1:8082/auth")
        try await application(services, port: 0).test(.live) { client in
            let stranger = try await client.execute(uri: "/notes", method: .get)
            #expect(stranger.status == .unauthorized)
            #expect(stranger.headers[.wwwAuthenticate] == "Bearer")

            let signUp = try await client.execute(
                uri: "/auth/api/signup",
                method: .post,
                headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"username":"ada","password":"twelve purple kettles"}"#)
            )
            #expect(signUp.status == .created)
            let token = try JSONDecoder().decode(Tokens.self, from: Data(buffer: signUp.body)).access_token
            let bearer: HTTPFields = [.authorization: "Bearer \(token)"]

            #expect(try await client.execute(uri: "/notes", method: .get, headers: bearer).status == .ok)
            #expect(
                String(buffer: try await client.execute(uri: "/", method: .get).body) == "Hello, stranger"
            )
            let keys = try await client.execute(uri: "/auth/.well-known/jwks.json", method: .get)
            #expect(keys.status == .ok)

            let logout = try await client.execute(uri: "/auth/api/logout", method: .post, headers: bearer)
            #expect(logout.status == .noContent)
            #expect(
                try await client.execute(uri: "/notes", method: .get, headers: bearer).status == .unauthorized
            )
        }
    }
}
