import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Keys and audit log over HTTP", .timeLimit(.minutes(5)))
struct KeysAndAuditEndpointTests {
    @Test("keys are listed with state and public part, and a new one is announced before it signs [A8]")
    func keys() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let before = try await fixture.api.get("/api/keys", bearer: admin.access)
            #expect(try before.items("state") == ["active"])
            #expect(try before.json.string("next_rotation_at") != nil)
            let made = try await fixture.api.post("/api/keys", ["algorithm": "EdDSA"], bearer: admin.access)
            #expect(made.status == .created)
            #expect(try made.json["state"] == "next")
            let after = try await fixture.api.get("/api/keys", bearer: admin.access)
            #expect(try after.items("state") == ["next", "active"])
            #expect(try after.json["next_rotation_at"] == JSONValue.null)
            for secret in ["\"d\"", "\"k\"", "\"p\""] { #expect(!after.text.contains(secret)) }
            let event = try #require(try await fixture.audited(.keyRotated).first)
            #expect(event.reason == (try made.json.string("kid")))
            #expect(event.actor == .account(try #require(UUIDv7(admin.account))))
            for algorithm in ["HS256", "none", "ES999"] {
                let answer = try await fixture.api.post(
                    "/api/keys",
                    ["algorithm": .string(algorithm)],
                    bearer: admin.access
                )
                #expect(answer.faults == ["algorithm: invalid_format"])
            }
            #expect(try await fixture.me(admin).status == .ok)
        }
    }

    @Test("a compromised key is out at once with every token that it has signed, and another one signs [A8]")
    func compromised() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let old = try #require(fixture.services.keys.keys.first?.keyID)
            let answer = try await fixture.api.post("/api/keys/\(old)/revoke", [:], bearer: admin.access)
            #expect(answer.status == .ok, "\(answer.text)")
            #expect(try answer.json.string("revoked") == old)
            let new = try #require(try answer.json.object("new"))
            #expect(try new.string("state") == "active")
            #expect(!answer.text.contains("\"d\""))
            #expect(fixture.services.keys.keys.map(\.keyID) == [try new.string("kid")])
            #expect(try await fixture.me(admin).code == "token_invalid")
            let revoked = try #require(try await fixture.audited(.keyRevoked).first)
            #expect(revoked.reason == old)
            #expect(revoked.actor == .account(try #require(UUIDv7(admin.account))))
            #expect(try await fixture.audited(.keyRotated).map(\.reason) == [try new.string("kid")])
            let again = try APITokens(try await fixture.refresh(admin.refresh))
            #expect(try await fixture.me(again).status == .ok)
            let unknown = try await fixture.api.post("/api/keys/\(old)/revoke", [:], bearer: again.access)
            try expectProblem(unknown, .notFound, "not_found")
            // One that signs nothing yet is taken out, too, and one that is published signs on.
            let made = try await fixture.api.post("/api/keys", ["algorithm": "EdDSA"], bearer: again.access)
            let next = try #require(try made.json.string("kid"))
            let second = try await fixture.api.post("/api/keys/\(next)/revoke", [:], bearer: again.access)
            #expect(second.status == .ok)
            #expect(try second.json.object("new")?.string("state") == "active")
            #expect(!fixture.services.keys.keys.contains { $0.keyID == next })
        }
    }

    @Test("the audit log comes youngest first, in pages, by kind and account [D5]")
    func audit() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let ada = try await fixture.signUp()
            for _ in 0..<3 {
                let wrong = try await fixture.api.post(
                    "/api/login",
                    ["login": "ada", "password": .string(APIFixture.wrongPassword)]
                )
                #expect(wrong.status == .unauthorized)
            }
            let path = "/api/audit?account=\(ada.account)"
            let all = try await fixture.api.get(path, bearer: admin.access)
            #expect(
                try all.items("kind") == ["login_failed", "login_failed", "login_failed", "account_created"]
            )
            let failed = try await fixture.api.get("\(path)&kind=login_failed&limit=2", bearer: admin.access)
            let cursor = try #require(try failed.json.string("next_cursor"))
            let rest = try await fixture.api.get(
                "\(path)&kind=login_failed&limit=2&cursor=\(cursor)",
                bearer: admin.access
            )
            #expect(try rest.items("kind") == ["login_failed"])
            #expect(try rest.json["next_cursor"] == JSONValue.null)
            #expect(!all.text.contains(APIFixture.wrongPassword))
            for query in ["kind=nothing", "account=ada", "cursor=x", "cursor=0", "cursor=-1", "limit=0"] {
                let answer = try await fixture.api.get("/api/audit?\(query)", bearer: admin.access)
                #expect(answer.status == .badRequest, "\(query)")
            }
        }
    }

    @Test("claims of one's own are in every token, and a failure refuses the token [A5]")
    func claims() async throws {
        struct Broken: Error {}
        let claims = TokenClaims { account, session in
            switch account.username {
            case "broken": throw Broken()
            case "bad": ["sub": "root"]
            default: ["plan": "gold", "device": .string(session.id.description)]
            }
        }
        try await APIFixture.run(claims: claims) { fixture in
            let ada = try await fixture.signUp()
            for tokens in [ada, try APITokens(try await fixture.refresh(ada.refresh))] {
                let payload = try UnverifiedJWT(tokens.access).payload
                #expect(payload["plan"] == "gold")
                #expect(payload["device"] == payload["sid"])
                #expect(payload["sub"] == .string(ada.account))
            }
            for name in ["broken", "bad"] {
                let answer = try await fixture.api.post(
                    "/api/signup",
                    ["username": .string(name), "password": .string(APIFixture.password)]
                )
                try expectProblem(answer, .serviceUnavailable, "unavailable")
                #expect(!answer.text.contains("Broken"))
                let account = try await fixture.services.accounts.account(named: name)
                #expect(try await fixture.services.sessions.list(of: account.id).isEmpty)
            }
        }
    }
}
