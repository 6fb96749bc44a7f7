import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct SessionEndingTests {
    @Test("ends this session: its access token is refused at once, the others live on [A9]")
    func this() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.logIn(from: Fixture.laptop)
        try await fixture.ending.end(first.session.id, of: first.account.id, as: .signedOut)
        #expect(fixture.refusal(of: first) == .revoked)
        #expect(fixture.refusal(of: second) == nil)
        await #expect(throws: RefreshError.sessionRevoked) {
            try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        }
        let row = try #require(try await fixture.session(first.session.id))
        #expect(row.end == .signedOut)
        #expect(row.endedAt == Fixture.start)
    }

    @Test("ends no session twice, none of another account, and none that does not exist")
    func refusals() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let eve = try await fixture.signUp.signUp(
            NewAccount(username: "eve", password: Fixture.password),
            from: Fixture.laptop
        )
        await #expect(throws: AccountError.sessionNotFound) {
            try await fixture.ending.end(ada.session.id, of: eve.account.id, as: .revoked)
        }
        #expect(fixture.refusal(of: ada) == nil)
        await #expect(throws: AccountError.sessionNotFound) {
            try await fixture.ending.end(UUIDv7(at: Fixture.start), of: nil, as: .revoked)
        }
        try await fixture.ending.end(ada.session.id, of: nil, as: .revoked)
        await #expect(throws: AccountError.sessionNotFound) {
            try await fixture.ending.end(ada.session.id, of: nil, as: .revoked)
        }
        #expect(try await fixture.audited().filter { $0 == .sessionEnded }.count == 1)
    }

    @Test("ends the others and keeps this one [A9]")
    func others() async throws {
        let fixture = try await Fixture()
        let this = try await fixture.signUpAda()
        let others = [try await fixture.logIn(), try await fixture.logIn(from: Fixture.laptop)]
        let count = try await fixture.ending.endAll(
            of: this.account.id,
            except: this.session.id,
            as: .signedOut
        )
        #expect(count == 2)
        #expect(fixture.refusal(of: this) == nil)
        for other in others { #expect(fixture.refusal(of: other) == .revoked) }
        let refreshed = try await fixture.sessions.refresh(this.refreshToken, from: Fixture.phone)
        #expect(refreshed.account.epoch == 1)
        #expect(
            try await fixture.ending.endAll(of: this.account.id, except: this.session.id, as: .signedOut) == 0
        )
    }

    @Test("ends all of them by moving the account's epoch; the next sign-in is of the new one [A9]")
    func all() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.logIn(from: Fixture.laptop)
        #expect(try await fixture.ending.endAll(of: first.account.id, as: .signedOut) == 2)
        for signIn in [first, second] {
            #expect(fixture.refusal(of: signIn) == .revoked)
            #expect(try await fixture.session(signIn.session.id)?.end == .signedOut)
            await #expect(throws: RefreshError.sessionRevoked) {
                try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
            }
        }
        let next = try await fixture.logIn()
        #expect(next.account.epoch == 2)
        #expect(fixture.refusal(of: next) == nil)
        await #expect(throws: AccountError.accountNotFound) {
            try await fixture.ending.endAll(of: UUIDv7(at: Fixture.start), as: .revoked)
        }
    }

    @Test("writes a durable revocation that lives as long as the last access token [A9]")
    func durable() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        fixture.clock.advance(by: 100)
        _ = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        try await fixture.ending.end(first.session.id, of: nil, as: .revoked)
        try await fixture.ending.endAll(of: first.account.id, as: .revoked)
        let written = try await fixture.storage.revocations(after: 0, limit: 10)
        #expect(
            written.map(\.target) == [.session(first.session.id), .account(first.account.id, epochBelow: 2)]
        )
        #expect(written.map(\.expiresAt) == [Fixture.start + 1000, Fixture.start + 1000])
        // Another process that reads them refuses the same tokens.
        let elsewhere = RevocationList()
        elsewhere.follow(written)
        let token = try fixture.verifierWithoutRevocations(first.accessToken.token)
        #expect(elsewhere.contains(token))
    }

    @Test("leaves everything as it was when the transaction fails")
    func undone() async throws {
        let fixture = try await Fixture()
        let signIn = try await fixture.signUpAda()
        struct Undo: Error {}
        let ending = fixture.ending
        await #expect(throws: Undo.self) {
            try await fixture.storage.transaction { tx -> Void in
                _ = try ending.end(signIn.session, as: .revoked, in: tx)
                throw Undo()
            }
        }
        #expect(fixture.refusal(of: signIn) == nil)
        #expect(try await fixture.session(signIn.session.id)?.endedAt == nil)
        #expect(try await fixture.storage.revocations(after: 0, limit: 10).isEmpty)
    }
}
