import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

/// Somebody signs up with the address of another, and waits for its owner to come.
@Suite("The first proof of an address")
struct AddressProofTests {
    private static let ownPassword = "copper heron walks at ten"

    private func squatter(_ fixture: APIFixture) async throws -> APITokens {
        let tokens = try await fixture.signUp()
        _ = try await fixture.enrol(tokens)
        return tokens
    }

    private func expectGone(_ squatter: APITokens, _ fixture: APIFixture) async throws {
        #expect(try await fixture.me(squatter).code == "token_revoked")
        #expect(try await fixture.refresh(squatter.refresh).status == .unauthorized)
        let login = try await fixture.api.post(
            "/api/login",
            ["login": "ada", "password": .string(APIFixture.password)]
        )
        try expectProblem(login, .unauthorized, "invalid_credentials", challenge: "Bearer")
    }

    private func kinds(_ fixture: APIFixture) async throws -> [AuditEvent.Kind] {
        try await fixture.services.storage.read { try $0.audit.events(after: 0, limit: 100) }.map(
            \.event.kind
        )
    }

    @Test("a reset takes away the second factor of whoever signed up with the address before [E2]")
    func reset() async throws {
        try await APIFixture.run { fixture in
            let squatter = try await squatter(fixture)
            _ = try await fixture.api.post("/api/password-reset", ["email": "ada@example.org"])
            let reset = try await fixture.api.post(
                "/api/password-reset/confirm",
                [
                    "token": .string(try await fixture.mailBox.take().token),
                    "password": .string(Self.ownPassword),
                ]
            )
            #expect(reset.status == .noContent)
            try await expectGone(squatter, fixture)
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "ada@example.org", "password": .string(Self.ownPassword)]
            )
            #expect(login.status == .ok)
            #expect(try login.json.object("account")?["email_verified"] == true)
            #expect(try await kinds(fixture).contains(.accountReclaimed))
            try await fixture.services.follower.advance()
            let mails = try await fixture.mailBox.takeAll()
            #expect(mails.map(\.kind).contains(.accountReclaimed))
        }
    }

    @Test("a reset of a verified address leaves the second factor")
    func resetVerified() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await squatter(fixture)
            _ = try await fixture.api.post("/api/email-verification", bearer: tokens.access)
            let verified = try await fixture.api.post(
                "/api/email-verification/confirm",
                ["token": .string(try await fixture.mailBox.take().token)],
                bearer: tokens.access
            )
            #expect(verified.status == .ok)
            _ = try await fixture.api.post("/api/password-reset", ["email": "ada@example.org"])
            _ = try await fixture.api.post(
                "/api/password-reset/confirm",
                [
                    "token": .string(try await fixture.mailBox.take().token),
                    "password": .string(Self.ownPassword),
                ]
            )
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(Self.ownPassword)]
            )
            #expect(login.code == "second_factor_required")
            #expect(try await !kinds(fixture).contains(.accountReclaimed))
        }
    }

    @Test("a magic link takes away password, sessions and second factor, and signs in at once [E2]")
    func magicLink() async throws {
        try await APIFixture.run { fixture in
            let squatter = try await squatter(fixture)
            let asked = try await fixture.api.post("/api/login/link", ["email": "ada@example.org"])
            let answer = try await fixture.api.post(
                "/api/login/link/confirm",
                [
                    "token": .string(try await fixture.mailBox.take().token),
                    "request": .string(try #require(try asked.json.string("request"))),
                ]
            )
            #expect(answer.status == .ok)
            #expect(try answer.json.object("account")?["email_verified"] == true)
            try await expectGone(squatter, fixture)
            let own = try APITokens(answer)
            #expect(own.account == squatter.account)
            #expect(try await fixture.me(own).status == .ok)
            let factors = try await fixture.api.get("/api/me/factors", bearer: own.access)
            #expect(try factors.json["items"] == .array([]))
            #expect(try factors.json["recovery_codes_left"] == 0)
        }
    }

    @Test("a magic link opened where the account was used before takes nothing away")
    func knownDevice() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let origin: HTTPFields = [.origin: "http://127.0.0.1:8080"]
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(APIFixture.password), "transport": "cookie"],
                headers: origin
            )
            let cookie = try #require(
                login.headers[values: .setCookie].first { $0.hasPrefix("latchkey-device=") }?
                    .split(separator: ";").first
            )
            let asked = try await fixture.api.post("/api/login/link", ["email": "ada@example.org"])
            let answer = try await fixture.api.post(
                "/api/login/link/confirm",
                [
                    "token": .string(try await fixture.mailBox.take().token),
                    "request": .string(try #require(try asked.json.string("request"))),
                ],
                headers: [.cookie: String(cookie)]
            )
            #expect(answer.status == .ok)
            #expect(try answer.json.object("account")?["email_verified"] == true)
            #expect(try await fixture.me(tokens).status == .ok)
            _ = try await fixture.logIn()
        }
    }

    @Test("the link that verifies asks for the password, unless it is opened by who is signed in [E2]")
    func verification() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let stranger = try await fixture.signUp("eve")
            _ = try await fixture.api.post("/api/email-verification", bearer: tokens.access)
            let token = try await fixture.mailBox.take().token
            func confirm(_ password: String?, bearer: String? = nil) async throws -> APIAnswer {
                var body: JSONObject = ["token": .string(token)]
                if let password { body = ["token": .string(token), "password": .string(password)] }
                return try await fixture.api.post("/api/email-verification/confirm", body, bearer: bearer)
            }
            for bearer in [nil, stranger.access] {
                let bare = try await confirm(nil, bearer: bearer)
                try expectProblem(bare, .badRequest, "invalid_fields")
                #expect(bare.faults == ["password: missing"])
            }
            let wrong = try await confirm(APIFixture.wrongPassword)
            try expectProblem(wrong, .unauthorized, "invalid_credentials", challenge: "Bearer")
            #expect(try await fixture.me(tokens).json["email_verified"] == false)
            let right = try await confirm(APIFixture.password)
            #expect(right.status == .ok)
            #expect(try right.json["email_verified"] == true)
            #expect(try await fixture.me(tokens).status == .ok)
        }
    }

    @Test("of two who sign up with one address, the link of the other is of no use to its owner [E2]")
    func waiting() async throws {
        try await APIFixture.run(configure: { $0.signUpVerifiesEmail = true }) { fixture in
            for password in [APIFixture.password, Self.ownPassword] {
                _ = try await fixture.api.post(
                    "/api/signup",
                    ["email": "ada@example.org", "password": .string(password)]
                )
            }
            let mails = try await fixture.mailBox.takeAll()
            func confirm(_ mail: OutgoingMail) async throws -> APIAnswer {
                try await fixture.api.post(
                    "/api/email-verification/confirm",
                    ["token": .string(try mail.token), "password": .string(Self.ownPassword)]
                )
            }
            let other = try await confirm(mails[0])
            try expectProblem(other, .unauthorized, "invalid_credentials", challenge: "Bearer")
            #expect(try await confirm(mails[1]).status == .ok)
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "ada@example.org", "password": .string(Self.ownPassword)]
            )
            #expect(login.status == .ok)
        }
    }

    @Test("an account without proof is in the way of no invitation, which takes it over [E2]")
    func invitation() async throws {
        try await APIFixture.run { fixture in
            let squatter = try await squatter(fixture)
            try await fixture.services.oneTime.invitations.invite(
                "ada@example.org",
                name: nil,
                roles: ["editor"],
                by: nil,
                language: .english
            )
            let answer = try await fixture.api.post(
                "/api/invitations/accept",
                [
                    "token": .string(try await fixture.mailBox.take().token),
                    "password": .string(Self.ownPassword), "username": "countess", "name": "Ada",
                ]
            )
            #expect(answer.status == .created)
            let account = try #require(try answer.json.object("account"))
            #expect(account["username"] == "countess")
            #expect(account["name"] == "Ada")
            #expect(account["roles"] == ["editor"])
            #expect(account["email_verified"] == true)
            try await expectGone(squatter, fixture)
            #expect(try await fixture.me(APITokens(answer)).status == .ok)
            await #expect(throws: AccountError.emailTaken) {
                try await fixture.services.oneTime.invitations.invite(
                    "ada@example.org",
                    name: nil,
                    roles: [],
                    by: nil,
                    language: .english
                )
            }
        }
    }

    @Test("the link to a new address asks for the password of the account that is to have it [E2]")
    func newAddress() async throws {
        try await APIFixture.run { fixture in
            let stranger = try await fixture.signUp("eve")
            _ = try await fixture.api.post(
                "/api/me/email",
                ["email": "ada@example.org"],
                bearer: stranger.access
            )
            let token = try await fixture.mailBox.take().token
            let bare = try await fixture.api.post("/api/email-change/confirm", ["token": .string(token)])
            try expectProblem(bare, .badRequest, "invalid_fields")
            #expect(bare.faults == ["password: missing"])
            let wrong = try await fixture.api.post(
                "/api/email-change/confirm",
                ["token": .string(token), "password": .string(APIFixture.wrongPassword)]
            )
            try expectProblem(wrong, .unauthorized, "invalid_credentials", challenge: "Bearer")
            #expect(try await fixture.me(stranger).json["email"] == "eve@example.org")
            let own = try await fixture.api.post(
                "/api/email-change/confirm",
                ["token": .string(token)],
                bearer: stranger.access
            )
            #expect(try own.json["changed"] == true)
        }
    }

    @Test("an administrator's account is vouched for: nothing of it goes, and nobody is invited to it")
    func administrator() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await squatter(fixture)
            let id = try #require(UUIDv7(tokens.account))
            try await fixture.services.accounts.setRoles(["admin"], of: id)
            await #expect(throws: AccountError.emailTaken) {
                try await fixture.services.oneTime.invitations.invite(
                    "ada@example.org",
                    name: nil,
                    roles: [],
                    by: nil,
                    language: .english
                )
            }
            _ = try await fixture.api.post("/api/password-reset", ["email": "ada@example.org"])
            let reset = try await fixture.api.post(
                "/api/password-reset/confirm",
                [
                    "token": .string(try await fixture.mailBox.take().token),
                    "password": .string(Self.ownPassword),
                ]
            )
            #expect(reset.status == .noContent)
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(Self.ownPassword)]
            )
            #expect(login.code == "second_factor_required")
        }
    }
}
