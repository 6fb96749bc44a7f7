import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite("The pages of one's data")
struct PersonalDataPageTests {
    @Test("everything that is kept comes as a file, and nothing keeps a copy on the way [E3]")
    func export() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada("ada@example.org", name: "Ada Lovelace")
            #expect(try await ada.get("/account/data").html.contains(#"action="/account/export""#))
            let file = try await ada.post("/account/export")
            #expect(file.status == .ok)
            #expect(file.headers[.contentType] == "application/json")
            #expect(file.headers[.contentDisposition] == #"attachment; filename="latchkey-account.json""#)
            #expect(file["Cache-Control"] == "no-store")
            #expect(file["X-Content-Type-Options"] == "nosniff")
            #expect(file.html.contains(#""email":"ada@example.org""#))
            #expect(file.html.contains(#""name":"Ada Lovelace""#))
            #expect(!file.html.contains("lkr_"))
        }
    }

    @Test("the account goes when its name is typed, and everybody is signed out of it [E3]")
    func delete() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada("ada@example.org")
            var phone = server.browser()
            try await phone.logIn("ada@example.org")
            let page = try await ada.get("/account/delete")
            #expect(page.html.contains("type the name of your account: ada@example.org"))
            for typed in ["", "ada", "grace@example.org", "ada@example.org.", "DELETE"] {
                let answer = try await ada.post("/account/delete", [("confirmation", typed)])
                #expect(answer.status == .badRequest)
                #expect(answer.html.contains(#"id="confirmation-error">This is not the name"#))
            }
            let done = try await ada.post("/account/delete", [("confirmation", " Ada@Example.org ")])
            #expect(done.location == "/login?done=account-deleted")
            #expect(done["Clear-Site-Data"] != nil)
            #expect(ada.session == nil)
            #expect(
                try await ada.get("/login?done=account-deleted").html.contains("Your account is deleted.")
            )
            #expect(try await phone.get("/account").location == "/login?redirect=/account")
            #expect(try await phone.logIn("ada@example.org").status == .unauthorized)
        }
    }

    @Test("the last administrator stays")
    func lastAdministrator() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            let account = try await server.services.accounts.account(named: "ada")
            try await server.services.accounts.setRoles(["admin"], of: account.id)
            _ = try await ada.get("/account/delete")
            let answer = try await ada.post("/account/delete", [("confirmation", "ada")])
            #expect(answer.status == .conflict)
            #expect(answer.html.contains("You are the only administrator."))
            #expect(try await ada.get("/account").status == .ok)
        }
    }

    @Test("signing out everywhere ends this session, too, and every access token at once [A7]")
    func endAll() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada()
            var phone = server.browser()
            try await phone.logIn("ada")
            _ = try await ada.get("/account/devices")
            let answer = try await ada.post("/account/sessions/end-all")
            #expect(answer.location == "/login?done=all-ended")
            #expect(ada.session == nil)
            #expect(try await phone.get("/account").location == "/login?redirect=/account")
            let account = try await server.services.accounts.account(named: "ada")
            #expect(account.epoch == 2)
        }
    }
}
