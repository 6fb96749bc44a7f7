import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("Making an account on the pages of administrators")
struct NewAccountPageTests {
    private static let path = "/admin/accounts/new"

    @Test("works with a password, and without one [E4]")
    func make() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            #expect(try await browser.get("/admin/accounts").html.contains(#"href="/admin/accounts/new""#))
            _ = try await browser.get(Self.path)
            let fields = [
                ("email", " Bob@Example.org "), ("username", "Bob"), ("name", "Bob"),
                ("roles", "staff, editor"),
                ("password", Browser.goodPassword),
            ]
            let made = try await browser.post(Self.path, fields)
            let id = try await server.id(of: "bob")
            #expect(made.location == "/admin/accounts/\(id)?done=account-made")
            let account = try #require(try await server.services.accounts.account(id))
            #expect(account.email == "bob@example.org")
            #expect(account.roles == ["editor", "staff"])
            var bob = server.browser()
            #expect(try await bob.logIn("bob").status == .seeOther)
            let root = try await server.id(of: "root")
            #expect(try await server.audited(.accountCreated).first?.actor == .account(root))

            let bare = try await browser.post(Self.path, [("email", "eve@example.org"), ("password", "")])
            #expect(bare.status == .seeOther)
            let page = try await browser.get(try #require(bare.location))
            #expect(page.html.contains("The account is made."))
            #expect(page.html.contains("Send a link to set a new password"))
            var eve = server.browser()
            #expect(try await eve.logIn("eve@example.org", password: "").status != .seeOther)
        }
    }

    @Test("says beside each field what is wrong, and keeps what was typed, save the password")
    func faults() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            _ = try await browser.get(Self.path)
            let nothing = try await browser.post(Self.path, [])
            #expect(nothing.status == .badRequest)
            #expect(nothing.html.contains(#"id="email-error""#))
            let page = try await browser.post(
                Self.path,
                [
                    ("email", "@"), ("username", "no good"), ("name", "A\u{202E}"), ("roles", "a\"b"),
                    ("password", "short"),
                ]
            )
            #expect(page.status == .badRequest)
            #expect(page.html.contains(#"id="roles-error""#))
            let rest = try await browser.post(
                Self.path,
                [("email", "@"), ("username", "no good"), ("name", "A\u{202E}"), ("password", "short")]
            )
            for id in ["email-error", "username-error", "name-error", "password-error"] {
                #expect(rest.html.contains("id=\"\(id)\""), "\(id)")
            }
            #expect(rest.html.contains(#"value="no good""#))
            #expect(!rest.html.contains("short\""))
            let taken = try await browser.post(Self.path, [("username", "root"), ("password", "")])
            #expect(taken.status == .conflict)
            #expect(taken.html.contains("This user name is taken."))
        }
    }
}
