import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct AccountChangesTests {
    @Test("changes what is named and nothing else, and writes down which")
    func names() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda().account
        let renamed = try await fixture.accounts.change(ada.id, AccountChanges(name: "Countess"))
        #expect(renamed.name == "Countess")
        #expect(renamed.username == "ada")
        let moved = try await fixture.accounts.change(ada.id, AccountChanges(username: "Lovelace"))
        #expect(moved.username == "lovelace")
        #expect(moved.epoch == ada.epoch)
        #expect(try await fixture.logIn("lovelace").account == moved)
        let bare = try await fixture.accounts.change(
            ada.id,
            AccountChanges(name: .some(nil), username: .some(nil))
        )
        #expect(bare.name == nil)
        #expect(bare.username == nil)
        try await fixture.accounts.change(ada.id, AccountChanges(name: .some(nil)))
        #expect(try await fixture.audited().filter { $0 == .accountChanged }.count == 3)
    }

    @Test("refuses names that may not be, are taken, or leave nothing to sign in with")
    func refusals() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda().account
        let eve = try await fixture.accounts.add(NewAccount(username: "eve", password: Fixture.password))
        await #expect(throws: AccountError.usernameTaken) {
            try await fixture.accounts.change(eve.id, AccountChanges(username: "ADA"))
        }
        await #expect(throws: AccountError.invalid(FieldError("username", .missing))) {
            try await fixture.accounts.change(eve.id, AccountChanges(username: .some(nil)))
        }
        let faults: [FieldError] = [.init("name", .invalidFormat), .init("username", .invalidFormat)]
        await #expect(throws: AccountError.invalidFields(faults)) {
            try await fixture.accounts.change(ada.id, AccountChanges(name: "a\u{7}", username: "-"))
        }
        await #expect(throws: AccountError.accountNotFound) {
            try await fixture.accounts.change(UUIDv7(at: Fixture.start), AccountChanges(name: "x"))
        }
        #expect(try await fixture.accounts.account(ada.id) == ada)
    }

    @Test("a change of roles cuts off access tokens at once and keeps the sessions [A8] [A9]")
    func roles() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.logIn(from: Fixture.laptop)
        let changed = try await fixture.accounts.setRoles(["admin", "writer"], of: first.account.id)
        #expect(changed.roles == ["admin", "writer"])
        for signIn in [first, second] {
            #expect(fixture.refusal(of: signIn) == .revoked)
            let next = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
            let token = try fixture.verifier.verify(next.accessToken.token, at: fixture.clock.now)
            #expect(token.roles == ["admin", "writer"])
            #expect(token.sessionID == signIn.session.id)
        }
        let same = try await fixture.accounts.setRoles(["writer", "admin"], of: first.account.id)
        #expect(same.epoch == changed.epoch)
        let fewer = try await fixture.accounts.setRoles(["writer"], of: first.account.id)
        #expect(fewer.roles == ["writer"])
        #expect(fewer.epoch == changed.epoch + 1)
        let events = try await fixture.storage.read { try $0.audit.events(after: 0, limit: 99).map(\.event) }
        #expect(
            events.filter { $0.kind == .rolesChanged }.map(\.reason) == ["+admin +writer", "-admin"]
        )
        #expect(!events.contains { $0.kind == .sessionsEnded })
    }

    @Test("refuses roles with names that cannot be")
    func badRoles() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda().account
        await #expect(throws: AccountError.invalid(FieldError("roles", .invalidFormat))) {
            try await fixture.accounts.setRoles(["ad min"], of: ada.id)
        }
        #expect(try await fixture.accounts.account(ada.id) == ada)
    }
}
