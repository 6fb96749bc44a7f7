import HTTPTypes
import LatchkeyAccounts
import Testing

@testable import LatchkeyServer

@Suite("The page of the profile")
struct ProfilePageTests {
    @Test("saves name and user name, and takes them away [E3]")
    func names() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada("ada@example.org")
            let empty = try await ada.get("/account/profile")
            #expect(empty.html.contains(#"name="username" type="text" autocomplete="username""#))
            let saved = try await ada.post("/account/profile", [("name", "Ada L."), ("username", " Ada ")])
            #expect(saved.location == "/account/profile?done=profile-saved")
            let page = try await ada.get("/account/profile?done=profile-saved")
            #expect(page.html.contains("Your profile is saved."))
            #expect(page.html.contains(#"value="Ada L.""#))
            #expect(page.html.contains(#"value="ada""#))
            #expect(try await ada.get("/account").html.contains("<bdi>Ada L.</bdi></h1>"))
            #expect(
                try await ada.post("/account/profile", [("name", " "), ("username", "")]).status == .seeOther
            )
            let account = try await server.services.accounts.account(named: "ada@example.org")
            #expect(account.name == nil)
            #expect(account.username == nil)
            var again = server.browser()
            #expect(try await again.logIn("ada@example.org").status == .seeOther)
        }
    }

    @Test("says beside each field what is wrong, and changes nothing")
    func faults() async throws {
        try await PagesFixture.run { server in
            _ = try await server.ada("grace")
            var ada = try await server.ada("ada")
            _ = try await ada.get("/account/profile")
            let long = String(repeating: "x", count: 201)
            let table: [(name: String, username: String, status: HTTPResponse.Status, says: String)] = [
                ("Ada", "grace", .conflict, #"id="username-error">This user name is taken."#),
                ("Ada", "a b", .badRequest, #"id="username-error">A user name has letters"#),
                ("Ada", "", .badRequest, #"id="username-error">Without an e-mail address"#),
                (long, "ada", .badRequest, #"id="name-error">This name is too long."#),
                ("a\u{7}", "ada", .badRequest, #"id="name-error">This name has signs"#),
            ]
            for (name, username, status, says) in table {
                let answer = try await ada.post("/account/profile", [("name", name), ("username", username)])
                #expect(answer.status == status)
                #expect(answer.html.contains(says))
                #expect(answer.html.contains("<title>Error: "))
                #expect(answer.html.contains(#"aria-invalid="true" aria-describedby=""#))
            }
            let account = try await server.services.accounts.account(named: "ada")
            #expect(account.name == nil)
        }
    }

    @Test("sends the link that confirms the address once more, while it is not confirmed [E2]")
    func verification() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada("ada@example.org")
            let page = try await ada.get("/account/profile")
            #expect(page.html.contains("Not confirmed"))
            #expect(
                try await ada.post("/account/email/verify").location
                    == "/account/profile?done=verification-sent"
            )
            let mail = try #require(try await server.mails().first)
            #expect(mail.kind == .emailVerification)
            _ = try await ada.get("/verify?token=\(mail.token)")
            try await ada.post("/verify", [("token", mail.token)])
            let confirmed = try await ada.get("/account/profile")
            #expect(!confirmed.html.contains("Not confirmed"))
            #expect(!confirmed.html.contains("/account/email/verify"))
        }
    }

    @Test("a new e-mail address counts once both have agreed [E2]")
    func email() async throws {
        try await PagesFixture.run { server in
            var ada = try await server.ada("ada@example.org")
            _ = try await ada.get("/account/email")
            let first = try await ada.post("/account/email", [("email", " Ada@new.example ")])
            #expect(first.location == "/account/profile?done=email-asked")
            let mails = try await server.mails()
            #expect(mails.map(\.kind) == [.emailChangeNew])
            let token = try #require(mails.first).token
            _ = try await ada.get("/email-change?token=\(token)")
            #expect(try await ada.post("/email-change", [("token", token)]).status == .ok)
            #expect(try await ada.get("/account/profile").html.contains("ada@new.example"))

            _ = try await ada.get("/account/email")
            let second = try await ada.post("/account/email", [("email", "ada@third.example")])
            #expect(second.location == "/account/profile?done=email-asked-twice")
            let both = try await server.mails()
            #expect(Set(both.map(\.kind)) == [.emailChangeNew, .emailChangeOld])
            for mail in both {
                #expect(try await ada.get("/account/profile").html.contains("ada@new.example"))
                _ = try await ada.get("/email-change?token=\(mail.token)")
                try await ada.post("/email-change", [("token", mail.token)])
            }
            #expect(try await ada.get("/account/profile").html.contains("ada@third.example"))
        }
    }

    @Test("says what is no address, and the same for a taken one as for a free one")
    func emailFaults() async throws {
        try await PagesFixture.run { server in
            _ = try await server.ada("grace@example.org")
            var ada = try await server.ada("ada@example.org")
            _ = try await ada.get("/account/email")
            for (typed, says) in [
                ("", "Enter an e-mail address."), ("ada", "This is not an e-mail address."),
            ] {
                let answer = try await ada.post("/account/email", [("email", typed)])
                #expect(answer.status == .badRequest)
                #expect(answer.html.contains(#"id="email-error">"# + says))
            }
            for email in ["grace@example.org", "free@example.org"] {
                #expect(
                    try await ada.post("/account/email", [("email", email)]).location
                        == "/account/profile?done=email-asked"
                )
            }
        }
    }
}
