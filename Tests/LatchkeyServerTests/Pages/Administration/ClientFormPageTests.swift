import HTTPTypes
import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Changing a client on the pages of administrators")
struct ClientFormPageTests {
    private func run(
        _ authentication: ClientAuthenticationMethod = .secret,
        keys: String? = nil,
        _ body: @escaping @Sendable (PagesFixture, inout Browser, UUIDv7, String) async throws -> Void
    ) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let made = try await server.services.oauth.clients.add(
                ClientSettings(
                    name: "shop",
                    grants: [.clientCredentials],
                    scope: "orders:read",
                    audience: ["https://api.example"],
                    keys: keys
                ),
                authentication: authentication
            )
            try await body(server, &browser, made.client.id, "/admin/clients/\(made.client.id)")
        }
    }

    @Test("shows what is, and sets name, grants, scope and audience [E4]")
    func change() async throws {
        try await run { server, browser, id, path in
            #expect(try await browser.get(path).html.contains("href=\"\(path)/edit\""))
            let form = try await browser.get(path + "/edit")
            for value in ["shop", "orders:read", "https://api.example"] {
                #expect(form.html.contains("value=\"\(value)\""), "\(value)")
            }
            #expect(form.html.contains(#"name="grant_client_credentials" value="on" checked"#))
            #expect(!form.html.contains(#"name="authentication""#))
            #expect(!form.html.contains(#"name="jwks""#))
            let secret = try await server.services.oauth.clients.client(id).secrets
            let fields = [
                ("name", "till"), ("grant_refresh_token", "on"), ("grant_password", "on"), ("scope", "a b"),
                ("audience", ""), ("authentication", "none"),
            ]
            #expect(try await browser.post(path + "/edit", fields).location == path + "?done=client-changed")
            let client = try await server.services.oauth.clients.client(id)
            #expect(client.name == "till")
            #expect(client.grants == [.password, .refreshToken])
            #expect(client.scope == "a b")
            #expect(client.audience == [])
            #expect(client.authentication == .secret)
            #expect(client.secrets == secret)
            let root = try await server.id(of: "root")
            #expect(try await server.audited(.clientChanged).map(\.actor) == [.account(root)])
            #expect(
                try await browser.get(path + "?done=client-changed").html.contains("The client is saved.")
            )
        }
    }

    @Test("keeps what was typed beside what is wrong with it")
    func faults() async throws {
        try await run { server, browser, id, path in
            _ = try await browser.get(path + "/edit")
            let answer = try await browser.post(
                path + "/edit",
                [("name", "a\u{202E}b"), ("scope", "a\"b"), ("audience", "ü")]
            )
            #expect(answer.status == .badRequest)
            for id in ["name-error", "scope-error", "audience-error"] {
                #expect(answer.html.contains("id=\"\(id)\""), "\(id)")
            }
            #expect(answer.html.contains(#"value="a&quot;b""#))
            #expect(try await server.services.oauth.clients.client(id).name == "shop")
        }
    }

    @Test("is not there for a client that is not there")
    func missing() async throws {
        try await run { server, browser, id, path in
            try await server.services.oauth.clients.delete(id)
            #expect(try await browser.get(path + "/edit").status == .notFound)
            #expect(try await browser.post(path + "/edit", [("name", "x")]).status == .notFound)
        }
    }
}
