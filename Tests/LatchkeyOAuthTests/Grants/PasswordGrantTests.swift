import Foundation
import LatchkeyAccounts
import LatchkeySQLite
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct PasswordGrantTests {
    @Test("name and password buy tokens of the client's, with the account's id [A1]")
    func signIn() async throws {
        let fixture = try await OAuthFixture()
        let ada = try await fixture.addAda()
        let client = try await fixture.client()
        let answer = try await fixture.signIn(client, ["scope": "read"])
        #expect(answer.accountID == ada.id)
        #expect(answer.scope == "read")
        let token = try fixture.verifier.verify(answer.accessToken.token, at: fixture.now)
        #expect(token.subject == ada.id.description)
        #expect(token.clientID == client.id.description)
        #expect(token.scope == "read")
        #expect(token.authenticationMethods == ["pwd"])
        #expect(token.sessionID != nil)
    }

    @Test("a wrong password, an unknown name and a locked account get one answer")
    func refused() async throws {
        let fixture = try await OAuthFixture()
        let ada = try await fixture.addAda()
        let client = try await fixture.client()
        let wrong = [
            ["password": "violet otter drums at dusk"], ["username": "nobody"],
            ["password": String(repeating: "x", count: 1025)],
        ]
        var errors: [OAuthError?] = []
        for change in wrong {
            errors.append(
                await #expect(throws: OAuthError.self) { _ = try await fixture.signIn(client, change) }
            )
        }
        try await fixture.accounts.lock(ada.id)
        errors.append(await #expect(throws: OAuthError.self) { _ = try await fixture.signIn(client) })
        #expect(errors.allSatisfy { $0 == OAuthError(.invalidGrant, "Name or password is wrong.") })
    }

    @Test("the throttle of every login counts here, too")
    func throttled() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client()
        for _ in 0..<5 {
            #expect(await refusal { try await fixture.signIn(client, ["password": "x"]) } == .invalidGrant)
        }
        let error = await #expect(throws: OAuthError.self) { _ = try await fixture.signIn(client) }
        #expect(error?.isThrottled == true)
        #expect(error?.retryAfter == 1)
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 1)) {
            _ = try await fixture.login.logIn(
                "ada",
                password: OAuthFixture.password,
                from: ClientContext(address: nil, device: nil)
            )
        }
    }

    @Test(
        "an account with a second factor cannot sign in by password alone, and the log learns no login token"
    )
    func secondFactor() async throws {
        let fixture = try await OAuthFixture()
        let ada = try await fixture.addAda()
        let client = try await fixture.client()
        let now = fixture.now
        try await fixture.storage.transaction { tx in
            try tx.factors.insert(
                Factor(
                    id: UUIDv7(at: now),
                    accountID: ada.id,
                    kind: .totp,
                    name: "phone",
                    sealedSecret: [1],
                    sessionID: UUIDv7(at: now),
                    createdAt: now,
                    confirmedAt: now
                )
            )
        }
        let error = await #expect(throws: OAuthError.self) { _ = try await fixture.signIn(client) }
        #expect(error?.code == .invalidGrant)
        #expect(error?.cause == "secondFactorRequired")
        #expect(try await fixture.storage.read { try $0.sessions.sessions(of: ada.id) }.isEmpty)
    }

    @Test("a client that may not refresh gets no refresh token")
    func noRefresh() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        #expect(try await fixture.signIn(fixture.client([.password])).refreshToken == nil)
        #expect(try await fixture.signIn(fixture.client()).refreshToken != nil)
        let without = try await OAuthFixture(grants: [.password])
        try await without.addAda()
        #expect(try await without.signIn(without.client()).refreshToken == nil)
    }
}
