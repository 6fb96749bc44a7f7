import FoundationEssentials
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Clients, keys, log and figures on the pages of administrators")
struct MachineAdministrationPagesTests {
    private static let client = [
        ("name", "shop"), ("authentication", "client_secret"), ("grant_client_credentials", "on"),
        ("scope", "orders:read orders:write"), ("audience", ""), ("jwks", ""),
    ]

    @Test("show a client's secret once [E4]")
    func clientSecret() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            #expect(try await browser.get("/admin/clients").html.contains("No client is registered."))
            _ = try await browser.get("/admin/clients/new")
            let answer = try await browser.post("/admin/clients/new", Self.client)
            #expect(answer.status == .ok)
            #expect(answer["Cache-Control"] == "no-store")
            let secret = try #require(answer.html.firstMatch(of: /<code class="secret">([^<]+)<\/code>/)?.1)
            let client = try #require(try await server.services.oauth.clients.list(limit: 2).first)
            #expect(client.name == "shop")
            #expect(client.grants == [.clientCredentials])
            #expect(client.scope == Scope("orders:read orders:write"))
            let page = try await browser.get("/admin/clients/\(client.id)")
            #expect(page.html.contains("<bdi>shop</bdi>"))
            #expect(!page.html.contains(secret))
            #expect(try await browser.get("/admin/clients").html.contains("<bdi>shop</bdi>"))
        }
    }

    @Test("rotate a client's secret, and delete the client")
    func clientLife() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let made = try await server.services.oauth.clients.add(
                ClientSettings(name: "shop", grants: [.clientCredentials]),
                authentication: .secret
            )
            let path = "/admin/clients/\(made.client.id)"
            _ = try await browser.get(path)
            let rotated = try await browser.post(path + "/rotate", [("overlap", "day")])
            #expect(rotated.status == .ok)
            #expect(rotated.html.contains("lkc_") || rotated.html.contains(#"<code class="secret">"#))
            let client = try await server.services.oauth.clients.client(made.client.id)
            #expect(client.secrets?.previousEndsAt == server.clock.now + 86_400)
            #expect(try await browser.get(path).html.contains("Secret before good until"))
            #expect(try await browser.post(path + "/rotate", [("overlap", "forever")]).status == .badRequest)
            _ = try await browser.get(path)
            #expect(try await browser.post(path + "/delete").location == "/admin/clients?done=client-deleted")
            #expect(try await browser.get(path).status == .notFound)
        }
    }

    @Test("say beside each field of a client what is wrong")
    func clientFaults() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            _ = try await browser.get("/admin/clients/new")
            let answer = try await browser.post(
                "/admin/clients/new",
                [
                    ("name", ""), ("authentication", "none"), ("grant_client_credentials", "on"),
                    ("scope", "a\"b"), ("audience", "ü"), ("jwks", "</textarea><script>"),
                ]
            )
            #expect(answer.status == .badRequest)
            for id in ["name-error", "grants-error", "scope-error", "audience-error", "jwks-error"] {
                #expect(answer.html.contains("id=\"\(id)\""), "\(id)")
            }
            #expect(answer.html.contains("&lt;/textarea&gt;&lt;script&gt;"))
            #expect(answer.html.contains(#"<option value="none" selected>"#))
            #expect(try await server.services.oauth.clients.list(limit: 2).isEmpty)
        }
    }

    @Test("register a public client without a secret to show")
    func publicClient() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            _ = try await browser.get("/admin/clients/new")
            let fields = [("name", "app"), ("authentication", "none"), ("grant_refresh_token", "on")]
            let answer = try await browser.post("/admin/clients/new", fields)
            #expect(answer.status == .seeOther)
            let location = try #require(answer.location)
            let page = try await browser.get(location)
            #expect(page.html.contains("The client is registered."))
            #expect(!page.html.contains("/rotate"))
        }
    }

    @Test("show the keys with age and next rotation, and make a new one [E4]")
    func keys() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let active = try #require(server.services.keys.keys.first)
            server.clock.advance(by: 200)
            let page = try await browser.get("/admin/keys")
            #expect(page.html.contains("<code>\(active.keyID)</code>"))
            #expect(page.html.contains("0 h old"))
            let next = TimeView(active.activatesAt + 30 * 86_400)
            #expect(
                page.html.contains(
                    "The next key is made <time datetime=\"\(next.machine)\">\(next.text)</time>"
                )
            )
            let answer = try await browser.post("/admin/keys/rotate", [("algorithm", "EdDSA")])
            #expect(answer.location == "/admin/keys?done=key-rotated")
            let keys = server.services.keys.keys
            #expect(keys.count == 2)
            #expect(keys.first?.algorithm == .eddsa)
            #expect(try await server.audited(.keyRotated).map(\.reason) == [keys.first?.keyID])
            #expect(try await browser.get("/admin/keys").html.contains("A new key waits"))
        }
    }

    @Test(
        "make no key that the server itself would refuse",
        arguments: ["HS256", "none", "PS512", "", "ES999"]
    )
    func keyAlgorithms(name: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let page = try await browser.get("/admin/keys")
            #expect(!page.html.contains("value=\"\(name)\""))
            #expect(try await browser.post("/admin/keys/rotate", [("algorithm", name)]).status == .badRequest)
            #expect(server.services.keys.keys.count == 1)
        }
    }

    @Test("show the log by kind, by account and by the page [E4]")
    func audit() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            var ada = server.browser()
            try await ada.signUp("ada")
            var eve = server.browser()
            for _ in 0..<4 { try await eve.logIn("ada", password: "wrong") }
            let failed = try await browser.get("/admin/audit?kind=login_failed")
            #expect(failed.html.split(separator: "<code>login_failed</code>").count == 5)
            #expect(!failed.html.contains("<code>account_created</code>"))
            #expect(failed.html.contains(#"<option value="login_failed" selected>"#))
            let hers = try await browser.get("/admin/audit?account=ADA")
            #expect(hers.html.contains("<code>account_created</code>"))
            #expect(!hers.html.contains("<code>roles_changed</code>"))
            let id = try await server.id(of: "ada")
            #expect(
                try await browser.get("/admin/audit?account=\(id)").html.contains("<code>login_failed</code>")
            )
            #expect(hers.html.contains("<a href=\"/admin/accounts/\(id)\"><bdi>ada</bdi></a>"))
            for query in ["account=nobody", "account=%22%3E%3Cscript%3E"] {
                let page = try await browser.get("/admin/audit?" + query)
                #expect(page.status == .ok)
                #expect(page.html.contains("Nothing of this kind has happened."))
            }
        }
    }

    @Test("page through the log")
    func auditPages() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            for index in 0..<60 {
                try await server.services.storage.transaction {
                    try $0.audit.append(AuditEvent(.keyRotated, reason: "key\(index)"))
                }
            }
            let first = try await browser.get("/admin/audit?kind=key_rotated")
            #expect(first.html.contains("<bdi>key59</bdi>"))
            #expect(first.html.contains("<bdi>key10</bdi>"))
            #expect(!first.html.contains("<bdi>key9</bdi>"))
            let next = try #require(
                first.value(after: #"<a href="/admin/audit?kind=key_rotated&amp;before="#)
            )
            let second = try await browser.get("/admin/audit?kind=key_rotated&before=" + next)
            #expect(second.html.contains("<bdi>key9</bdi>"))
            #expect(!second.html.contains("<bdi>key10</bdi>"))
            #expect(!second.html.contains("Next page"))
        }
    }

    @Test("plot the hour, in words as well, and renew themselves only when asked [E4]")
    func figures() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            var ada = server.browser()
            try await ada.signUp("ada")
            var other = server.browser()
            try await other.logIn("ada", password: "wrong")
            for _ in 0..<2 {
                var device = server.browser()
                try await device.logIn("ada")
            }
            let page = try await browser.get("/admin")
            #expect(page.html.split(separator: "<svg viewBox=\"0 0 300 73\"").count == 6)
            #expect(page.html.contains("2 in the last hour, at most 2 in a minute."))
            #expect(page.html.contains("1 in the last hour, at most 1 in a minute."))
            #expect(page.html.contains("M295 72v-72h4v72z"))
            #expect(page["Refresh"] == nil)
            let live = try await browser.get("/admin?live=1")
            #expect(live["Refresh"] == "10")
            #expect(live.html.contains(#"<a href="/admin">Stop renewing</a>"#))
        }
    }
}
