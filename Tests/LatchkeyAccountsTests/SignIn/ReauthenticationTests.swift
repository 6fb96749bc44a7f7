import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite("Proving again who one is")
struct ReauthenticationTests {
    @Test("the password makes the same session fresh; its refresh token stays")
    func password() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        fixture.clock.advance(by: 600)
        let renewed = try await prove(fixture, ada)
        let token = try fixture.verifier.verify(renewed.accessToken.token, at: fixture.clock.now)
        #expect(token.sessionID == ada.session.id)
        #expect(token.authenticatedAt == fixture.clock.now)
        #expect(token.authenticationMethods == ["pwd"])
        let row = try #require(try await fixture.session(ada.session.id))
        #expect(row.authenticatedAt == fixture.clock.now)
        #expect(row.accessExpiresAt >= renewed.accessToken.expiresAt)
        let before = fixture.clock.now
        fixture.clock.advance(by: 60)
        let next = try await fixture.sessions.refresh(ada.refreshToken, from: Fixture.phone)
        let refreshed = try fixture.verifier.verify(next.accessToken.token, at: fixture.clock.now)
        #expect(refreshed.authenticatedAt == before)
        #expect(try await fixture.audited().contains(.reauthenticated))
    }

    @Test("with a second factor it takes the code as well, and a code once")
    func code() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        await #expect(throws: AccountError.invalid(FieldError("code", .missing))) {
            try await prove(fixture, ada.signIn)
        }
        let faults = [FieldError("password", .missing), FieldError("code", .missing)]
        await #expect(throws: AccountError.invalidFields(faults)) {
            try await prove(fixture, ada.signIn, password: nil)
        }
        let code = ada.totp.code(at: fixture.clock.now)
        await #expect(throws: AccountError.invalidCredentials) {
            try await prove(fixture, ada.signIn, password: Fixture.wrongPassword, code: code)
        }
        await #expect(throws: AccountError.invalidCredentials) {
            try await prove(fixture, ada.signIn, code: "000000")
        }
        let renewed = try await prove(fixture, ada.signIn, code: code)
        #expect(renewed.session.authenticationMethods == ["pwd", "otp", "mfa"])
        await #expect(throws: AccountError.invalidCredentials) {
            try await prove(fixture, ada.signIn, code: code)
        }
        _ = try await prove(fixture, ada.signIn, code: ada.recoveryCodes[0])
    }

    @Test("a session that has ended, or is another's, cannot be made fresh")
    func ended() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let other = try await fixture.logIn(from: Fixture.laptop)
        let eve = try await fixture.signUp.signUp(
            NewAccount(username: "eve", password: Fixture.password),
            from: Fixture.laptop
        )
        await #expect(throws: AccountError.sessionNotFound) {
            try await fixture.reauthentication.prove(
                ada.session.id,
                of: eve.account.id,
                password: Fixture.password,
                code: nil,
                from: Fixture.phone
            )
        }
        try await fixture.ending.end(other.session.id, of: nil, as: .revoked)
        await #expect(throws: AccountError.sessionNotFound) { try await prove(fixture, other) }
        // Ended while the password was being hashed.
        let storage = InterposedStorage(fixture.storage, after: 1) {
            try await fixture.ending.end(ada.session.id, of: nil, as: .revoked)
        }
        let slow = Reauthentication(
            storage: storage,
            hasher: fixture.hasher,
            sessions: fixture.sessions,
            masterKey: fixture.masterKey,
            limits: fixture.limits
        )
        await #expect(throws: AccountError.sessionNotFound) {
            try await slow.prove(
                ada.session.id,
                of: ada.account.id,
                password: Fixture.password,
                code: nil,
                from: Fixture.phone
            )
        }
    }

    @Test("failures count together with those of logins")
    func throttled() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        for _ in 0..<5 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await prove(fixture, ada, password: Fixture.wrongPassword)
            }
        }
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 1)) { try await prove(fixture, ada) }
        // A login does not tell why: that would tell whose names these are.
        await #expect(throws: AccountError.invalidCredentials) { try await fixture.logIn() }
        fixture.clock.advance(by: 1)
        _ = try await fixture.logIn()
    }

    @Test("an account without a password proves itself by its code, or not at all")
    func withoutPassword() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let account = ada.signIn.account.id
        try await fixture.storage.transaction { try $0.credentials.remove(.password, of: account) }
        let code = ada.totp.code(at: fixture.clock.now)
        let renewed = try await prove(fixture, ada.signIn, password: nil, code: code)
        #expect(renewed.session.authenticatedAt == fixture.clock.now)
        try await fixture.factors.remove(ada.factor.id, of: account)
        await #expect(throws: AccountError.invalid(FieldError("password", .missing))) {
            try await prove(fixture, ada.signIn, password: nil)
        }
        await #expect(throws: AccountError.invalidCredentials) { try await prove(fixture, ada.signIn) }
    }

    @discardableResult
    private func prove(
        _ fixture: Fixture,
        _ signIn: SignIn,
        password: String? = Fixture.password,
        code: String? = nil
    ) async throws -> Reauthentication.Renewed {
        try await fixture.reauthentication.prove(
            signIn.session.id,
            of: signIn.account.id,
            password: password,
            code: code,
            from: Fixture.phone
        )
    }
}
