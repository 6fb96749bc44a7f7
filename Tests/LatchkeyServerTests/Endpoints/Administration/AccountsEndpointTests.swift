import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Administering accounts", .timeLimit(.minutes(5)))
struct AccountsEndpointTests {
    @Test(
        "an account is made, shown, changed, locked, opened and deleted, and the log names who did it [E1] [D5]"
    )
    func walk() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let made = try await fixture.api.post(
                "/api/accounts",
                [
                    "email": "Bob@Example.org", "name": "Bob", "roles": ["staff", "staff"],
                    "password": .string(APIFixture.password),
                ],
                bearer: admin.access
            )
            #expect(made.status == .created)
            let id = try #require(try made.json.string("id"))
            #expect(try made.json["email"] == "bob@example.org")
            #expect(try made.json["roles"] == ["staff"])
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "bob@example.org", "password": .string(APIFixture.password)]
            )
            let bob = try APITokens(login)

            let path = "/api/accounts/\(id)"
            let changed = try await fixture.patch(
                path,
                ["name": .null, "username": "Bobby", "roles": ["admin", "staff"]],
                bearer: admin.access
            )
            #expect(changed.status == .ok)
            #expect(try changed.json["name"] == JSONValue.null)
            #expect(try changed.json["username"] == "bobby")
            #expect(try changed.json["email"] == "bob@example.org")
            // The old token is void at once, the session goes on with the new roles.
            #expect(try await fixture.me(bob).code == "token_revoked")
            let again = try APITokens(try await fixture.refresh(bob.refresh))
            #expect(try await fixture.me(again).json["roles"] == ["admin", "staff"])
            #expect(try await fixture.api.get("/api/audit", bearer: again.access).status == .ok)

            try await lockAndDelete(fixture, admin, path, again)
            let actor = AuditActor.account(try #require(UUIDv7(admin.account)))
            for kind in [
                AuditEvent.Kind.accountCreated, .accountChanged, .rolesChanged, .accountLocked,
                .accountUnlocked, .accountDeleted,
            ] {
                let event = try #require(try await fixture.audited(kind).first, "\(kind)")
                #expect(event.accountID?.description == id)
                #expect(event.actor == actor, "\(kind)")
            }
        }
    }

    @Test(
        "an account is locked from the start where that is asked for, and what cannot be set is refused by name"
    )
    func lockedFromTheStart() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let body: JSONObject = [
                "username": "bob", "password": .string(APIFixture.password), "locked": true,
            ]
            let made = try await fixture.api.post("/api/accounts", body, bearer: admin.access)
            #expect(made.status == .created)
            #expect(try made.json["locked"] == true)
            #expect(try made.json["locked_at"] != .null)
            let login: JSONObject = ["login": "bob", "password": .string(APIFixture.password)]
            #expect(try await fixture.api.post("/api/login", login).code == "invalid_credentials")
            let id = try made.json.string("id")
            let events = try await fixture.audited(.accountLocked)
            #expect(events.map { $0.accountID?.description } == [id])
            let refused = try await fixture.api.post(
                "/api/accounts",
                ["username": "eve", "email_verified": true, "locked_at": .null, "locked": "yes"],
                bearer: admin.access
            )
            try expectProblem(refused, .badRequest, "invalid_fields")
            #expect(refused.faults == ["locked_at: read_only", "email_verified: read_only"])
            let typed = try await fixture.api.post(
                "/api/accounts",
                ["username": "eve", "locked": "yes"],
                bearer: admin.access
            )
            #expect(typed.faults == ["locked: wrong_type"])
        }
    }

    private func lockAndDelete(
        _ fixture: APIFixture,
        _ admin: APITokens,
        _ path: String,
        _ again: APITokens
    ) async throws {
        let locked = try await fixture.patch(path, ["locked": true], bearer: admin.access)
        #expect(try locked.json["locked"] == true)
        #expect(try await fixture.me(again).code == "token_revoked")
        #expect(try await fixture.refresh(again.refresh).status == .unauthorized)
        let opened = try await fixture.patch(path, ["locked": false], bearer: admin.access)
        #expect(try opened.json["locked_at"] == JSONValue.null)

        #expect(try await fixture.api.delete(path, bearer: admin.access).status == .noContent)
        #expect(try await fixture.api.get(path, bearer: admin.access).status == .notFound)
        #expect(try await fixture.api.delete(path, bearer: admin.access).status == .notFound)
    }

    @Test("an account made without a password cannot be logged in to")
    func withoutPassword() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let made = try await fixture.api.post("/api/accounts", ["username": "bob"], bearer: admin.access)
            #expect(made.status == .created)
            let login = try await fixture.api.post("/api/login", ["login": "bob", "password": ""])
            #expect(login.status == .unauthorized)
        }
    }

    @Test(
        "members that nobody sets are refused by name, unknown ones change nothing",
        arguments: ["id", "epoch", "created_at", "locked_at", "email_verified"]
    )
    func massAssignment(_ member: String) async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let ada = try await fixture.signUp()
            let path = "/api/accounts/\(ada.account)"
            let before = try await fixture.api.get(path, bearer: admin.access).text
            for value in [JSONValue.integer(99), .null, .string("x"), .bool(true)] {
                let body = try JSONObject(members: [("name", "Eve"), (name: member, value: value)])
                let answer = try await fixture.patch(path, body, bearer: admin.access)
                #expect(answer.status == .badRequest)
                #expect(answer.faults == ["\(member): read_only"])
            }
            let unknown = try await fixture.patch(
                path,
                ["password_hash": "x", "is_admin": true, "session": ["a": 1]],
                bearer: admin.access
            )
            #expect(unknown.status == .ok)
            #expect(try await fixture.api.get(path, bearer: admin.access).text == before)
        }
    }

    @Test(
        "wrong types and values are refused by field, and nothing is changed",
        arguments: [
            (["name": 1], "name: wrong_type"), (["roles": "admin"], "roles: wrong_type"),
            (["roles": [1]], "roles: wrong_type"), (["roles": ["a b"]], "roles: invalid_format"),
            (["locked": "yes"], "locked: wrong_type"), (["username": "a b"], "username: invalid_format"),
            (["email": "nobody"], "email: invalid_format"),
            (["email": .null, "username": .null, "name": "Eve"], "email: missing"),
            (["name": "a\u{0}b"], "name: invalid_format"),
        ] as [(JSONObject, String)]
    )
    func faults(_ body: JSONObject, _ fault: String) async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let ada = try await fixture.signUp()
            let path = "/api/accounts/\(ada.account)"
            let before = try await fixture.api.get(path, bearer: admin.access).text
            let answer = try await fixture.patch(path, body, bearer: admin.access)
            #expect(answer.status == .badRequest)
            #expect(answer.faults == [fault])
            #expect(try await fixture.api.get(path, bearer: admin.access).text == before)
        }
    }

    @Test("a change that is refused in part is refused whole")
    func atomic() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let ada = try await fixture.signUp()
            let path = "/api/accounts/\(ada.account)"
            let taken = try await fixture.patch(
                path,
                ["name": "Eve", "username": "root", "locked": true, "roles": ["admin"]],
                bearer: admin.access
            )
            #expect(taken.code == "username_taken")
            let shown = try await fixture.api.get(path, bearer: admin.access).json
            #expect(shown["name"] == JSONValue.null)
            #expect(shown["locked"] == false)
            #expect(shown["roles"] == [])
            #expect(try await fixture.me(ada).status == .ok)
        }
    }

    @Test("nobody locks, deletes or demotes themselves, and the last administrator stays [E1]")
    func lastAdministrator() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let own = "/api/accounts/\(admin.account)"
            for body in [["locked": true], ["roles": []], ["roles": ["staff"]]] as [JSONObject] {
                let answer = try await fixture.patch(own, body, bearer: admin.access)
                // The token is good and grants enough: no challenge asks for another.
                try expectProblem(answer, .forbidden, "own_account")
            }
            #expect(try await fixture.api.delete(own, bearer: admin.access).code == "own_account")
            // What keeps the role is no harm.
            let kept = try await fixture.patch(
                own,
                ["name": "Root", "roles": ["admin"]],
                bearer: admin.access
            )
            #expect(kept.status == .ok)
            let other = try await fixture.signedInAdministrator("other")
            let removed = try await fixture.api.delete("/api/accounts/\(other.account)", bearer: admin.access)
            #expect(removed.status == .noContent)
        }
    }

    @Test("two administrators who remove each other at the same moment leave one")
    func race() async throws {
        try await APIFixture.run { fixture in
            for round in 0..<10 {
                let pair = [
                    try await fixture.signedInAdministrator("a\(round)"),
                    try await fixture.signedInAdministrator("b\(round)"),
                ]
                let ids = try pair.map { try #require(UUIDv7($0.account)) }
                let administration = fixture.services.administration
                var change = AccountChange()
                change.isLocked = true
                let lock = change
                let outcomes = await withTaskGroup(of: Bool.self) { group in
                    group.addTask {
                        (try? await administration.change(ids[1], lock, by: ids[0])) != nil
                    }
                    group.addTask { (try? await administration.delete(ids[0], by: ids[1])) != nil }
                    return await group.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.filter(\.self).count == 1)
                let holders = try await fixture.services.storage.read {
                    try $0.roles.openHolders(of: "admin", limit: 9)
                }
                #expect(holders.count == 1)
                for id in holders { try await administration.delete(id, by: nil) }
            }
        }
    }

    @Test("sessions of an account are listed and ended, one or all [D3]")
    func sessions() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let ada = try await fixture.signUp()
            let second = try await fixture.logIn()
            let path = "/api/accounts/\(ada.account)"
            let list = try await fixture.api.get("\(path)/sessions?limit=1", bearer: admin.access)
            guard case .string(let session)? = try list.items("id").first else {
                Issue.record("no session")
                return
            }
            #expect(try list.json.string("next_cursor") == session)
            let foreign = "/api/accounts/\(admin.account)/sessions/\(session)"
            #expect(try await fixture.api.delete(foreign, bearer: admin.access).status == .notFound)
            #expect(try await fixture.me(second).status == .ok)
            let ended = try await fixture.api.delete("\(path)/sessions/\(session)", bearer: admin.access)
            #expect(ended.status == .noContent)
            #expect(try await fixture.me(second).code == "token_revoked")
            #expect(try await fixture.me(ada).status == .ok)
            let revoked = try await fixture.api.post("\(path)/revoke", bearer: admin.access)
            #expect(try revoked.json["revoked"] == 1)
            #expect(try await fixture.me(ada).code == "token_revoked")
        }
    }

    @Test("search finds pieces of names, whatever SQL would make of them")
    func search() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            for (user, name) in [
                ("u1", "100% sure"), ("u2", "snake_case"), ("u3", "O'Brien \"Bo\""), ("u4", "Ада"),
            ] {
                let made = try await fixture.api.post(
                    "/api/accounts",
                    ["username": .string(user), "name": .string(name)],
                    bearer: admin.access
                )
                #expect(made.status == .created)
            }
            for (search, users) in [
                ("%25", ["u1"]), ("_", ["u2"]), ("%27", ["u3"]), ("%22bo%22", ["u3"]), ("SNAKE", ["u2"]),
                ("%D0%90%D0%B4", ["u4"]), ("x%27%20OR%201%3D1--", []), ("%5C", []), ("*", []),
            ] as [(String, [String])] {
                let answer = try await fixture.api.get("/api/accounts?search=\(search)", bearer: admin.access)
                #expect(answer.status == .ok, "\(search)")
                #expect(try answer.items("username") == users.map { .string($0) }, "\(search)")
            }
        }
    }

    @Test(
        "a cursor or limit that was made up is refused, or is a place like any other",
        arguments: [
            "cursor=1", "cursor=%27", "cursor=", "cursor=0199A1B2-0000-7000-8000-000000000000", "limit=0",
            "limit=101", "limit=-1", "limit=x", "limit=99999999999999999999", "limit=1&limit=2",
        ]
    )
    func forgedCursor(_ query: String) async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            for path in ["/api/accounts", "/api/accounts/\(admin.account)/sessions"] {
                let answer = try await fixture.api.get("\(path)?\(query)", bearer: admin.access)
                #expect(answer.status == .badRequest, "\(path)")
            }
        }
    }

    private static func addTenThousandAccounts(from start: Date, to storage: any AccountStorage) async throws
    {
        for part in 0..<20 {
            try await storage.transaction { tx in
                for number in 0..<500 {
                    let moment = start + Double(part * 500 + number) / 1000
                    let account = Account(
                        id: UUIDv7(at: moment),
                        email: nil,
                        username: "user\(part * 500 + number)",
                        name: nil,
                        createdAt: moment
                    )
                    try tx.accounts.insert(account)
                }
            }
        }
    }

    @Test("10,000 accounts come once each, in pages that stay put while more are added")
    func paging() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            let storage = fixture.services.storage
            let start = Date()
            try await Self.addTenThousandAccounts(from: start, to: storage)
            var seen: [String] = []
            var cursor = ""
            var late = 0
            repeat {
                let answer = try await fixture.api.get(
                    "/api/accounts?limit=100\(cursor)",
                    bearer: admin.access
                )
                seen += try answer.items("username").map { "\($0)" }
                if seen.count.isMultiple(of: 1000) {
                    late += 1
                    let account = Account(
                        id: UUIDv7(at: start + 3600 + Double(late)),
                        email: nil,
                        username: "late\(late)",
                        name: nil,
                        createdAt: start
                    )
                    try await storage.transaction { try $0.accounts.insert(account) }
                }
                cursor =
                    if case .string(let next)? = try answer.json["next_cursor"] { "&cursor=\(next)" } else {
                        ""
                    }
            } while !cursor.isEmpty
            let users = (0..<10_000).map { "\(JSONValue.string("user\($0)"))" }
            #expect(Array(seen.dropFirst().prefix(10_000)) == users)
            #expect(seen.count == 10_001 + late)
            #expect(Set(seen).count == seen.count)
        }
    }
}
