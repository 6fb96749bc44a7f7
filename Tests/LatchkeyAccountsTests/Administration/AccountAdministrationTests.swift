import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite("Administering accounts")
struct AccountAdministrationTests {
    private func administration(_ fixture: Fixture) -> AccountAdministration {
        AccountAdministration(
            storage: fixture.storage,
            hasher: fixture.hasher,
            policy: PasswordPolicy(),
            ending: fixture.ending
        )
    }

    @Test("a change of roles voids access tokens at once, and sessions go on with the new roles [D3]")
    func roles() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let other = try await fixture.logIn(from: Fixture.laptop)
        var change = AccountChange()
        change.roles = ["staff", "admin", "staff"]
        let changed = try await administration(fixture).change(ada.account.id, change, by: nil)
        #expect(changed.roles == ["admin", "staff"])
        #expect(changed.epoch == ada.account.epoch + 1)
        for signIn in [ada, other] {
            #expect(fixture.refusal(of: signIn) == .revoked)
            let next = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
            #expect(fixture.refusal(of: next) == nil)
            #expect(
                try fixture.verifierWithoutRevocations(next.accessToken.token).roles == ["admin", "staff"]
            )
        }
        // Nothing new: nothing voided, nothing audited.
        let audited = try await fixture.audited()
        let again = try await administration(fixture).change(ada.account.id, change, by: nil)
        #expect(again == changed)
        #expect(try await fixture.audited() == audited)
    }

    @Test("a new password ends every session, and lets nobody in by the old one")
    func setPassword() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let administration = administration(fixture)
        try await administration.setPassword("green lamp over nine hills", of: ada.account.id)
        #expect(fixture.refusal(of: ada) == .revoked)
        await #expect(throws: RefreshError.self) {
            try await fixture.sessions.refresh(ada.refreshToken, from: Fixture.phone)
        }
        await #expect(throws: AccountError.invalidCredentials) { try await fixture.logIn() }
        #expect(try await fixture.logIn(password: "green lamp over nine hills").account.id == ada.account.id)
        await #expect(throws: AccountError.invalid(FieldError("password", .tooShort))) {
            try await administration.setPassword("short", of: ada.account.id)
        }
    }

    @Test("whoever runs the command line may remove the last administrator, an administrator may not")
    func lastAdministrator() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda().account
        let administration = administration(fixture)
        var change = AccountChange()
        change.roles = ["admin"]
        try await administration.change(ada.id, change, by: nil)
        change.roles = []
        let none = change
        let somebody = UUIDv7(at: fixture.clock.now)
        await #expect(throws: AccountError.lastAdministrator) {
            try await administration.change(ada.id, none, by: somebody)
        }
        await #expect(throws: AccountError.lastAdministrator) {
            try await administration.delete(ada.id, by: somebody)
        }
        await #expect(throws: AccountError.ownAccount) { try await administration.delete(ada.id, by: ada.id) }
        try await administration.delete(ada.id, by: nil)
        #expect(try await fixture.accounts.account(ada.id) == nil)
        await #expect(throws: AccountError.accountNotFound) {
            try await administration.delete(ada.id, by: nil)
        }
    }
}
