import HTTPTypes
import LatchkeyJOSE
import LatchkeyOAuth
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct ClientsEndpointTests {
    @Test("a client is made and shown, its secret once only")
    func add() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.administrator()
            let made = try await fixture.api.post(
                "/api/clients",
                [
                    "name": "till", "grant_types": ["client_credentials"], "scope": "read write",
                    "audience": ["https://shop.example"],
                ],
                bearer: admin
            )
            #expect(made.status == .created)
            #expect(made.headers[.cacheControl] == "no-store")
            let json = try made.json
            #expect(
                json.names == [
                    "id", "name", "authentication", "grant_types", "scope", "audience", "created_at",
                    "last_used_at", "client_secret",
                ]
            )
            #expect(json["authentication"] == "client_secret")
            let id = try #require(try json.string("id"))
            let client = OAuthClient(id: id, secret: try #require(try json.string("client_secret")))
            let grant = [("grant_type", "client_credentials")]
            #expect(try await fixture.token(client, grant).status == .ok)

            let shown = try await fixture.api.get("/api/clients/\(id)", bearer: admin)
            #expect(shown.status == .ok)
            #expect(try shown.json["client_secret"] == nil)
            #expect(try shown.json["last_used_at"] != .null)
            #expect(!shown.text.contains(client.secret))
        }
    }

    @Test("a change leaves what it does not name")
    func change() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.administrator()
            let client = try await fixture.oauthClient([.clientCredentials])
            let grant = [("grant_type", "client_credentials")]
            let patched = try await fixture.api.send(
                .patch,
                "/api/clients/\(client.id)",
                headers: HTTPFields([HTTPField(name: .contentType, value: "application/json")]).bearing(
                    admin
                ),
                body: Array(#"{"name":"new till","scope":"read"}"#.utf8)
            )
            #expect(try patched.json["name"] == "new till")
            #expect(try patched.json["grant_types"] == ["client_credentials"])
            #expect(try await fixture.token(client, grant).json["scope"] == "read")
        }
    }

    @Test("a client is given a new secret, and deleted")
    func rotateAndDelete() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.administrator()
            let client = try await fixture.oauthClient([.clientCredentials])
            let (id, grant) = (client.id, [("grant_type", "client_credentials")])
            let rotated = try await fixture.api.post(
                "/api/clients/\(id)/rotate-secret",
                ["overlap": 0],
                bearer: admin
            )
            let secret = try #require(try rotated.json.string("client_secret"))
            #expect(secret != client.secret)
            try expectOAuthError(
                try await fixture.token(client, grant),
                .unauthorized,
                "invalid_client",
                challenge: "Basic realm=\"oauth\""
            )
            let renewed = OAuthClient(id: id, secret: secret)
            #expect(try await fixture.token(renewed, grant).status == .ok)
            let withOverlap = try await fixture.api.post("/api/clients/\(id)/rotate-secret", bearer: admin)
            #expect(try withOverlap.json["previous_secret_ends_at"] != nil)
            #expect(try await fixture.token(renewed, grant).status == .ok)

            #expect(try await fixture.api.delete("/api/clients/\(id)", bearer: admin).status == .noContent)
            for answer in [
                try await fixture.api.delete("/api/clients/\(id)", bearer: admin),
                try await fixture.api.get("/api/clients/\(id)", bearer: admin),
            ] { try expectProblem(answer, .notFound, "not_found") }
        }
    }

    @Test("the list comes in pages")
    func pages() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.administrator()
            var made: [String] = []
            for _ in 0..<5 { made.append(try await fixture.oauthClient().id) }
            var found: [String] = []
            var query = "?limit=2"
            for expected in [2, 2, 1] {
                let page = try await fixture.api.get("/api/clients\(query)", bearer: admin).json
                guard case .array(let items)? = page["items"] else { throw Missing() }
                #expect(items.count == expected)
                for case .object(let item) in items { found.append(try item.string("id") ?? "") }
                query = "?limit=2&cursor=" + ((try? page.string("next_cursor")) ?? nil ?? "")
                if expected == 1 { #expect(page["next_cursor"] == .null) }
            }
            #expect(found == made.sorted())
        }
    }

    @Test("only administrators get in, and no client does")
    func guarded() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp().access
            let client = try await fixture.oauthClient()
            let own = try #require(
                try await fixture.token(client, [("grant_type", "client_credentials")]).json
                    .string("access_token")
            )
            let requests: [(HTTPRequest.Method, String)] = [
                (.get, ""), (.post, ""), (.get, "/\(client.id)"), (.patch, "/\(client.id)"),
                (.delete, "/\(client.id)"), (.post, "/\(client.id)/rotate-secret"), (.get, "/junk"),
            ]
            for (method, path) in requests {
                for token in [ada, own] {
                    let answer = try await fixture.api.send(
                        method,
                        "/api/clients\(path)",
                        headers: HTTPFields().bearing(token),
                        body: Array(#"{"name":"x"}"#.utf8)
                    )
                    #expect(answer.status == .forbidden)
                    #expect(answer.code == "insufficient_role")
                }
                let nobody = try await fixture.api.send(method, "/api/clients\(path)")
                #expect(nobody.status == .unauthorized)
                #expect(nobody.code == "token_missing")
            }
            #expect(try await fixture.services.oauth.clients.list(limit: 9).count == 1)
        }
    }

    private static let faults: [(JSONObject, [String])] = [
        ([:], ["name: missing"]),
        (["name": 7], ["name: wrong_type"]),
        (["name": "a", "grant_types": "password"], ["grant_types: wrong_type"]),
        (["name": "a", "grant_types": ["implicit"]], ["grant_types: invalid_format"]),
        (["name": "a", "authentication": "mutual"], ["authentication: invalid_format"]),
        (["name": "a", "authentication": "private_key_jwt"], ["jwks: missing"]),
        (["name": "a", "authentication": "private_key_jwt", "jwks": "x"], ["jwks: wrong_type"]),
        (["name": "a", "audience": ["a b"]], ["audience: invalid_format"]),
        (
            ["name": "a", "authentication": "none", "grant_types": ["client_credentials"]],
            ["grant_types: invalid_format"]
        ),
    ]

    @Test("faulty input is refused with the names of the fields", arguments: faults)
    func refused(body: JSONObject, faults: [String]) async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.administrator()
            let answer = try await fixture.api.post("/api/clients", body, bearer: admin)
            try expectProblem(answer, .badRequest, "invalid_fields")
            #expect(answer.faults == faults)
        }
    }

    private struct Missing: Error {}
}
