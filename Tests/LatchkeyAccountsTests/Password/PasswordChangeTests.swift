import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite("Changing the password")
struct PasswordChangeTests {
    private static let new = "a heron counts seven bridges"

    @Test("ends every other session at once; this one goes on with new tokens only [A9] [B7]")
    func change() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let other = try await fixture.logIn(from: Fixture.laptop)
        let changed = try await change(fixture, ada)
        #expect(changed.session.id == ada.session.id)
        #expect(changed.account.epoch == ada.account.epoch + 1)
        #expect(fixture.refusal(of: changed) == nil)
        for signIn in [ada, other] { #expect(fixture.refusal(of: signIn) == .revoked) }
        await #expect(throws: RefreshError.invalid) {
            try await fixture.sessions.refresh(ada.refreshToken, from: Fixture.phone)
        }
        await #expect(throws: RefreshError.sessionRevoked) {
            try await fixture.sessions.refresh(other.refreshToken, from: Fixture.laptop)
        }
        let next = try await fixture.sessions.refresh(changed.refreshToken, from: Fixture.phone)
        #expect(next.session.id == ada.session.id)
        await #expect(throws: AccountError.invalidCredentials) { try await fixture.logIn() }
        _ = try await fixture.logIn(password: Self.new)
        #expect(try await fixture.audited().contains(.passwordChanged))
    }

    @Test("takes the old password and a good new one, and says which is at fault")
    func refusals() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        await #expect(throws: AccountError.invalidCredentials) {
            try await change(fixture, ada, from: Fixture.wrongPassword)
        }
        let faults = [FieldError("current_password", .missing), FieldError("new_password", .tooShort)]
        await #expect(throws: AccountError.invalidFields(faults)) {
            try await change(fixture, ada, from: nil, to: "short")
        }
        await #expect(throws: AccountError.invalid(FieldError("new_password", .tooCommon))) {
            try await change(fixture, ada, to: "ada@example.org")
        }
        #expect(fixture.refusal(of: ada) == nil)
        _ = try await fixture.logIn()
    }

    @Test("an account without a password sets one without an old one")
    func first() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        try await fixture.storage.transaction { try $0.credentials.remove(.password, of: ada.account.id) }
        let changed = try await change(fixture, ada, from: nil)
        #expect(fixture.refusal(of: changed) == nil)
        _ = try await fixture.logIn(password: Self.new)
    }

    @Test("a pending second factor and a reset mail do not outlive it")
    func pending() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let loginToken = try await fixture.loginToken()
        let account = ada.signIn.account.id
        let mail = try await fixture.storage.transaction { tx in
            try tx.oneTimeTokens.issue(
                purpose: .passwordReset,
                subject: account.description,
                lifetime: 900,
                at: tx.now
            )
        }
        _ = try await change(fixture, ada.signIn)
        let code = ada.totp.code(at: fixture.clock.now)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await fixture.secondFactor.confirm(loginToken, code: code, from: Fixture.phone)
        }
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await fixture.storage.transaction { tx in
                _ = try tx.oneTimeTokens.peek(mail, purpose: .passwordReset, at: tx.now)
            }
        }
    }

    @Test("of two changes at once one wins, and the other is told to begin again")
    func parallel() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let found = await outcomes(4) { number in
            _ = try await change(fixture, ada, to: "\(Self.new) \(number)")
        }
        #expect(found["success"] == 1)
        #expect(try await fixture.sessions.list(of: ada.account.id).map(\.id) == [ada.session.id])
    }

    @discardableResult
    private func change(
        _ fixture: Fixture,
        _ signIn: SignIn,
        from old: String? = Fixture.password,
        to new: String = new
    ) async throws -> SignIn {
        try await fixture.passwordChange.change(
            of: signIn.account.id,
            in: signIn.session.id,
            from: old,
            to: new,
            by: Fixture.phone
        )
    }
}
