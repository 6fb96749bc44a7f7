import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct AccountsTests {
    @Test("adds an account with roles that its tokens then carry, without signing it in [A8]")
    func add() async throws {
        let fixture = try await Fixture()
        let added = try await fixture.accounts.add(
            NewAccount(username: "Root", password: Fixture.password, roles: ["writer", "admin"])
        )
        #expect(added.roles == ["admin", "writer"])
        #expect(try await fixture.accounts.account(added.id) == added)
        #expect(try await fixture.sessions.list(of: added.id) == [])
        let signIn = try await fixture.logIn("root")
        let token = try fixture.verifier.verify(signIn.accessToken.token, at: fixture.clock.now)
        #expect(token.roles == ["admin", "writer"])
    }

    @Test("finds an account by address, user name or identifier, and says when there is none")
    func find() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda().account
        for name in ["ada@example.org", "ADA@EXAMPLE.ORG", "ada", "Ada", ada.id.description] {
            #expect(try await fixture.accounts.account(named: name) == ada)
        }
        for name in ["", "eve", "ada@example.com", "ada@", "adæ", UUIDv7(at: Fixture.start).description] {
            await #expect(throws: AccountError.accountNotFound) {
                try await fixture.accounts.account(named: name)
            }
        }
    }

    @Test("lists accounts page by page in the order of their making [D5]")
    func list() async throws {
        let fixture = try await Fixture()
        var made: [Account] = []
        for number in 0..<5 {
            made.append(
                try await fixture.accounts.add(
                    NewAccount(username: "user\(number)", password: Fixture.password)
                )
            )
            fixture.clock.advance(by: 1)
        }
        let first = try await fixture.accounts.list(limit: 3)
        let second = try await fixture.accounts.list(after: first.last?.id, limit: 3)
        #expect(first + second == made)
        #expect(try await fixture.accounts.list(limit: 10, matching: "USER3") == [made[3]])
    }

    @Test("locking cuts off every live token at once, and login and refresh with it [A9] [B7]")
    func lock() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.logIn(from: Fixture.laptop)
        try await fixture.accounts.lock(first.account.id)
        for signIn in [first, second] {
            #expect(fixture.refusal(of: signIn) == .revoked)
            #expect(try await fixture.session(signIn.session.id)?.end == .accountChanged)
        }
        await #expect(throws: AccountError.invalidCredentials) { try await fixture.logIn() }
        let events = try await fixture.audited()
            .filter { ![.loginSucceeded, .loginFailed, .deviceAdded].contains($0) }
        #expect(events == [.accountCreated, .accountLocked, .sessionsEnded])
    }

    @Test("locking twice is locking once; unlocking brings no session back")
    func unlock() async throws {
        let fixture = try await Fixture()
        let signIn = try await fixture.signUpAda()
        let id = signIn.account.id
        try await fixture.accounts.lock(id)
        let locked = try await fixture.accounts.account(id)
        fixture.clock.advance(by: 60)
        try await fixture.accounts.lock(id)
        #expect(try await fixture.accounts.account(id) == locked)
        try await fixture.accounts.unlock(id)
        try await fixture.accounts.unlock(id)
        #expect(fixture.refusal(of: signIn) == .revoked)
        let next = try await fixture.logIn()
        #expect(fixture.refusal(of: next) == nil)
        #expect(try await fixture.audited().filter { $0 == .accountUnlocked }.count == 1)
        for operation in [fixture.accounts.lock, fixture.accounts.unlock] {
            await #expect(throws: AccountError.accountNotFound) {
                try await operation(UUIDv7(at: Fixture.start))
            }
        }
    }
}
