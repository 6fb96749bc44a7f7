import Foundation
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeySQL
import LatchkeySQLite
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct TokenRevocationTests {
    @Test("an access token is taken back alone, at once [A9]")
    func accessToken() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client()
        let first = try await fixture.signIn(client)
        let second = try await fixture.refresh(client, first.refreshToken)
        try await fixture.revoke(client, first.accessToken.token)
        #expect(throws: TokenError(.revoked)) {
            _ = try fixture.verifier.verify(first.accessToken.token, at: fixture.now)
        }
        #expect(try await fixture.introspect(client, first.accessToken.token) == ["active": false])
        #expect(try await fixture.introspect(client, second.accessToken.token)["active"] == true)
        #expect(await refusal { try await fixture.refresh(client, second.refreshToken) } == nil)
        #expect(try await fixture.audited(.tokenRevoked).count == 1)
        #expect(try await fixture.storage.revocations(after: 0, limit: 9).count == 1)
    }

    @Test("a refresh token takes its session and every access token of it with it [A9]")
    func refreshToken() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let app = try await fixture.publicClient()
        let first = try await fixture.signIn(app)
        let second = try await fixture.refresh(app, first.refreshToken)
        let other = try await fixture.signIn(app)
        // An old one will do: whoever has it may end what it began.
        try await fixture.revoke(app, try #require(first.refreshToken))
        for tokens in [first, second] {
            #expect(throws: TokenError(.revoked)) {
                _ = try fixture.verifier.verify(tokens.accessToken.token, at: fixture.now)
            }
        }
        #expect(await refusal { try await fixture.refresh(app, second.refreshToken) } == .invalidGrant)
        #expect(await refusal { try await fixture.refresh(app, other.refreshToken) } == nil)
        try await fixture.revoke(app, try #require(second.refreshToken))
    }

    @Test("what is no token of ours is as good as taken back")
    func unknown() async throws {
        let fixture = try await OAuthFixture()
        let client = try await fixture.client()
        for text in ["junk", "a.b.c", "lkr_junk", client.secret ?? ""] {
            try await fixture.revoke(client, text)
        }
        #expect(await refusal { try await fixture.revoke(client, "") } == .invalidRequest)
    }

    @Test("another client's token is refused, and stays good")
    func otherClient() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client()
        let thief = try await fixture.client()
        let tokens = try await fixture.signIn(client)
        for text in [tokens.accessToken.token, try #require(tokens.refreshToken)] {
            #expect(await refusal { try await fixture.revoke(thief, text) } == .unauthorizedClient)
            var wrong = client
            wrong.secret = thief.secret
            #expect(await refusal { try await fixture.revoke(wrong, text) } == .invalidClient)
        }
        #expect(throws: Never.self) {
            _ = try fixture.verifier.verify(tokens.accessToken.token, at: fixture.now)
        }
        #expect(await refusal { try await fixture.refresh(client, tokens.refreshToken) } == nil)
    }
}
