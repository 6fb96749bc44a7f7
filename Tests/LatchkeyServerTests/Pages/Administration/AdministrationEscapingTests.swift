import HTTPTypes
import LatchkeyAccounts
import LatchkeyOAuth
import Testing

@testable import LatchkeyServer

@Suite("Text of strangers in the pages of administrators")
struct AdministrationEscapingTests {
    @Test("is shown and never read as markup, in every field", arguments: EscapingTests.hostileNames)
    func stored(text: String) async throws {
        try await PagesFixture.run { server in
            var eve = server.browser(text)
            try await eve.signUp("eve&'x@example.org", name: text)
            let eveID = try await server.id(of: "eve&'x@example.org")
            let roles = text.utf8.allSatisfy {
                (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x2C && $0 != 0x5C
            }
            if roles { try await server.grant([text], to: "eve&'x@example.org") }
            let client = try await server.services.oauth.clients.add(
                ClientSettings(name: text, grants: []),
                authentication: .secret
            ).client
            try await server.services.storage.transaction {
                try $0.audit.append(AuditEvent(.tokenRevoked, account: eveID, reason: text, detail: text))
                var event = AuditEvent(.tokenRevoked)
                event.actor = .client(text)
                try $0.audit.append(event)
            }
            var browser = try await server.administrator()
            for path in [
                "/admin/accounts", "/admin/accounts/\(eveID)", "/admin/clients",
                "/admin/clients/\(client.id)",
                "/admin/audit",
            ] {
                let page = try await browser.get(path)
                #expect(page.status == .ok)
                expectPlain(page, text, escaped: escaped(text))
            }
        }
    }

    @Test("is shown and never read as markup where it was typed", arguments: EscapingTests.hostile)
    func reflected(text: String) async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let id = try await server.id(of: "root")
            let encoded = Browser.encode(text)
            for path in ["/admin/accounts?search=", "/admin/audit?account="] {
                expectPlain(try await browser.get(path + encoded), text, escaped: escaped(text))
            }
            let all = ["name", "username", "email", "roles", "scope", "audience", "jwks"].map { ($0, text) }
            for path in ["/admin/accounts/\(id)/profile"] + AdministrationPaths.freshPages {
                let page = try await browser.post(path, all + [("authentication", "none")])
                #expect(page.status == .badRequest)
                expectPlain(page, text, escaped: escaped(text))
            }
        }
    }

    /// The text is there, escaped, and nowhere as it is.
    private func expectPlain(_ page: Document, _ text: String, escaped: String) {
        let scalars = page.html.unicodeScalars.map(\.value)
        #expect(scalars.contains(escaped.unicodeScalars.map(\.value)))
        #expect(text == escaped || !scalars.contains(text.unicodeScalars.map(\.value)))
    }

    private func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            ["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;"][scalar] ?? String(scalar)
        }
        .joined()
    }
}
