import HTTPTypes
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Accounts on the pages of administrators")
struct AccountAdministrationPagesTests {
    /// An administrator, and somebody else with the page of their account.
    private func run(
        _ body: @escaping @Sendable (PagesFixture, inout Browser, UUIDv7, String) async throws -> Void
    ) async throws {
        try await PagesFixture.run { server in
            var ada = server.browser()
            try await ada.signUp("ada@example.org", name: "Ada")
            var browser = try await server.administrator()
            let id = try await server.id(of: "ada@example.org")
            #expect(try await browser.get("/admin/accounts/\(id)").status == .ok)
            try await body(server, &browser, id, "/admin/accounts/\(id)")
        }
    }

    @Test("are found by a piece of a name, and listed by the page [E4]")
    func list() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            for index in 0..<60 {
                server.clock.advance(by: 0.01)
                _ = try await server.services.administration.create(
                    NewAccount(email: nil, username: "person\(index)", name: nil, password: "")
                )
            }
            let first = try await browser.get("/admin/accounts")
            #expect(first.html.contains(">root</bdi>"))
            #expect(first.html.contains(">person48</bdi>"))
            #expect(!first.html.contains(">person49</bdi>"))
            let next = try #require(first.value(after: #"<a href="/admin/accounts?after="#))
            let second = try await browser.get("/admin/accounts?after=" + next)
            #expect(second.html.contains(">person49</bdi>"))
            #expect(second.html.contains(">person59</bdi>"))
            #expect(second.html.contains(#"<a href="/admin/accounts">First page</a>"#))
            let found = try await browser.get("/admin/accounts?search=person5")
            #expect(found.html.contains(">person5</bdi>"))
            #expect(found.html.contains(">person59</bdi>"))
            #expect(!found.html.contains(">person6</bdi>"))
            #expect(try await browser.get("/admin/accounts?search=nobody").html.contains("No account fits."))
        }
    }

    @Test("carry the search to the next page, whatever it says")
    func searchIsCarried() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            for index in 0..<51 {
                _ = try await server.services.administration.create(
                    NewAccount(email: nil, username: "p\(index)", name: "a&b \"\(index)\"", password: "")
                )
            }
            let page = try await browser.get("/admin/accounts?search=a%26b%20%22")
            #expect(page.html.contains(#"<a href="/admin/accounts?search=a%26b%20%22&amp;after="#))
            #expect(page.html.contains(#"value="a&amp;b &quot;""#))
        }
    }

    @Test("are locked: signed out everywhere at once, and opened again [E4]")
    func lock() async throws {
        try await run { server, browser, id, path in
            var ada = server.browser()
            try await ada.logIn("ada@example.org")
            #expect(try await ada.get("/account").status == .ok)
            _ = try await browser.get(path)
            #expect(try await browser.post(path + "/lock").location == path + "?done=locked")
            #expect(try await ada.get("/account").status == .seeOther)
            #expect(try await ada.logIn("ada@example.org").status == .unauthorized)
            let page = try await browser.get(path + "?done=locked")
            #expect(page.html.contains("The account is locked, and signed out everywhere."))
            #expect(page.html.contains(">Unlock the account</button>"))
            #expect(try await browser.post(path + "/unlock").location == path + "?done=unlocked")
            #expect(try await ada.logIn("ada@example.org").status == .seeOther)
            let root = try await server.id(of: "root")
            #expect(try await server.audited(.accountLocked).map(\.actor) == [.account(root)])
            #expect(try await server.audited(.accountLocked).map(\.accountID) == [id])
        }
    }

    @Test("get other names, another address and other roles")
    func change() async throws {
        try await run { server, browser, id, path in
            let fields = [("name", " Countess "), ("username", "Ada"), ("email", "ada@example.com")]
            #expect(try await browser.post(path + "/profile", fields).location == path + "?done=saved")
            #expect(try await browser.post(path + "/roles", [("roles", "staff, editor")]).status == .seeOther)
            let account = try #require(try await server.services.accounts.account(id))
            #expect(account.name == "Countess")
            #expect(account.username == "ada")
            #expect(account.email == "ada@example.com")
            #expect(account.roles == ["editor", "staff"])
        }
    }

    @Test("keep what was typed beside what is wrong with it")
    func faults() async throws {
        try await run { server, browser, id, path in
            let fields = [("name", "Ada"), ("username", "no good name!"), ("email", "@")]
            let page = try await browser.post(path + "/profile", fields)
            #expect(page.status == .badRequest)
            #expect(page.html.contains(#"value="no good name!" "#))
            #expect(page.html.contains(#"aria-invalid="true" aria-describedby="username-error""#))
            #expect(page.html.contains(#"aria-invalid="true" aria-describedby="email-error""#))
            #expect(page.html.contains("<title>Error: "))
            let roles = try await browser.post(path + "/roles", [("roles", "a\"b")])
            #expect(roles.status == .badRequest)
            #expect(roles.html.contains(#"aria-describedby="roles-error roles-hint""#))
            let taken = try await browser.post(path + "/profile", [("username", "root")])
            #expect(taken.status == .conflict)
            #expect(taken.html.contains("This user name is taken."))
        }
    }

    @Test("of whoever administers stay open and theirs")
    func ownAccount() async throws {
        try await PagesFixture.run { server in
            var browser = try await server.administrator()
            let path = "/admin/accounts/\(try await server.id(of: "root"))"
            let page = try await browser.get(path)
            #expect(!page.html.contains(path + "/lock"))
            #expect(!page.html.contains(path + "/delete"))
            #expect(try await browser.post(path + "/lock").status == .conflict)
            #expect(try await browser.post(path + "/roles", [("roles", "")]).status == .conflict)
            #expect(try await browser.post(path + "/delete", [("confirmation", "root")]).status == .conflict)
            #expect(try await browser.get("/admin").status == .ok)
        }
    }

    @Test("lose one session, or all of them")
    func sessions() async throws {
        try await run { server, browser, id, path in
            var others = [server.browser(), server.browser()]
            for index in others.indices { try await others[index].logIn("ada@example.org") }
            let sessions = try await server.services.sessions.list(of: id)
            #expect(sessions.count == 3)
            let end = "\(path)/sessions/\(sessions[0].id)/end"
            _ = try await browser.get(path)
            #expect(try await browser.post(end).location == path + "?done=session-ended")
            #expect(try await browser.post(end).location == path + "?done=already-ended")
            #expect(try await server.services.sessions.list(of: id).count == 2)
            #expect(try await browser.post(path + "/end-sessions").location == path + "?done=sessions-ended")
            #expect(try await server.services.sessions.list(of: id).isEmpty)
        }
    }

    @Test("end no session of somebody else under their own path")
    func otherSession() async throws {
        try await run { server, browser, id, path in
            let own = try await server.services.sessions.list(of: server.id(of: "root"))
            let end = "\(path)/sessions/\(own[0].id)/end"
            #expect(try await browser.post(end).location == path + "?done=already-ended")
            #expect(try await browser.get("/admin").status == .ok)
        }
    }

    @Test("are deleted once their name is typed")
    func delete() async throws {
        try await run { server, browser, id, path in
            let refused = try await browser.post(path + "/delete", [("confirmation", "ada")])
            #expect(refused.status == .badRequest)
            #expect(try await server.services.accounts.account(id) != nil)
            let answer = try await browser.post(path + "/delete", [("confirmation", "ada@example.org")])
            #expect(answer.location == "/admin/accounts?done=account-deleted")
            #expect(try await server.services.accounts.account(id) == nil)
        }
    }

    @Test("hand out what is kept about a person, as a file and on record")
    func export() async throws {
        try await run { server, browser, id, path in
            let answer = try await browser.post(path + "/export")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer["Content-Disposition"] == "attachment; filename=\"latchkey-account.json\"")
            #expect(answer["Cache-Control"] == "no-store")
            #expect(answer.html.contains("\"ada@example.org\""))
            #expect(try await server.audited(.personalDataExported).map(\.accountID) == [id])
        }
    }

    @Test("get a link to set a new password, and invitations go to others")
    func mails() async throws {
        try await run { server, browser, id, path in
            #expect(try await browser.post(path + "/reset").location == path + "?done=mail-sent")
            _ = try await browser.get("/admin/invitations/new")
            try await server.grant(["admin"], to: "ada@example.org")
            let taken = try await browser.post("/admin/invitations/new", [("email", "ada@example.org")])
            #expect(taken.status == .conflict)
            let wrong = try await browser.post("/admin/invitations/new", [("email", "@"), ("roles", "a\"")])
            #expect(wrong.status == .badRequest)
            let fields = [("email", "grace@example.org"), ("name", "Grace"), ("roles", "staff")]
            let answer = try await browser.post("/admin/invitations/new", fields)
            #expect(answer.location == "/admin/invitations?done=invited")
            #expect(try await server.audited(.invitationSent).count == 1)
        }
    }
}
