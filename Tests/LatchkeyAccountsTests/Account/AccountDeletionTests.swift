import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct AccountDeletionTests {
    @Test("deleting cuts off every token at once; the log keeps its events without detail [A9]")
    func delete() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.logIn(from: Fixture.laptop)
        let before = try await fixture.audited()
        try await fixture.accounts.delete(first.account.id)
        for signIn in [first, second] {
            #expect(fixture.refusal(of: signIn) == .revoked)
            await #expect(throws: RefreshError.invalid) {
                try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
            }
        }
        #expect(try await fixture.accounts.account(first.account.id) == nil)
        await #expect(throws: AccountError.invalidCredentials) { try await fixture.logIn() }
        let events = try await fixture.storage.read { try $0.audit.events(after: 0, limit: 99) }
        #expect(events.map(\.event.kind) == before + [.sessionsEnded, .accountDeleted, .loginFailed])
        #expect(events.dropLast().allSatisfy { $0.event.detail == nil })
        #expect(try await fixture.signUpAda().account.id != first.account.id)
        await #expect(throws: AccountError.accountNotFound) {
            try await fixture.accounts.delete(first.account.id)
        }
    }

    @Test("a refresh beside the deletion yields no token that outlives it [A9] [B5]")
    func parallel() async throws {
        let fixture = try await Fixture()
        for _ in 0..<10 {
            let ada = try await fixture.signUpAda()
            let tokens = await withTaskGroup(of: SignIn?.self) { group in
                group.addTask {
                    try? await fixture.accounts.delete(ada.account.id)
                    return nil
                }
                for _ in 0..<4 {
                    group.addTask {
                        try? await fixture.sessions.refresh(ada.refreshToken, from: Fixture.phone)
                    }
                }
                return await group.reduce(into: [SignIn]()) { all, signIn in
                    if let signIn { all.append(signIn) }
                }
            }
            for signIn in tokens + [ada] { #expect(fixture.refusal(of: signIn) == .revoked) }
            #expect(try await fixture.session(ada.session.id) == nil)
            // The revocation has to live as long as the longest of these tokens.
            let revocations = try await fixture.storage.revocations(after: 0, limit: 999)
            let target = Revocation.Target.account(ada.account.id, epochBelow: 2)
            let end = try #require(revocations.first { $0.target == target }?.expiresAt)
            #expect(tokens.allSatisfy { $0.accessToken.expiresAt <= end })
        }
    }

    @Test("personal data holds account, sessions and events of one person, and no secret [E3]")
    func export() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        _ = try await fixture.signUp.signUp(
            NewAccount(username: "eve", password: Fixture.password),
            from: ClientContext(address: "203.0.113.66", device: "Eve's own")
        )
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.logIn(password: Fixture.wrongPassword, from: Fixture.laptop)
        }
        let data = try await PersonalDataExport(storage: fixture.storage).data(of: ada.account.id)
        #expect(data.account == ada.account)
        #expect(data.hasPassword)
        #expect(data.sessions.map(\.id) == [ada.session.id])
        #expect(data.events.map(\.event.kind) == [.accountCreated, .loginFailed, .personalDataExported])
        #expect(data.events.map(\.event.detail) == [nil, Fixture.laptop.address, nil])
        let text = try data.json().json()
        #expect(text.contains("ada@example.org"))
        #expect(!text.contains("argon2"))
        #expect(!text.contains("Eve"))
        await #expect(throws: AccountError.accountNotFound) {
            try await PersonalDataExport(storage: fixture.storage).data(of: UUIDv7(at: Fixture.start))
        }
    }
}
