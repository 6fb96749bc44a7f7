import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct RefreshTokenGrantTests {
    @Test(
        "a refresh gives new tokens of the same session; an old token ends it; every failure is invalid_grant [B5]"
    )
    func walk() async throws {
        let fixture = try await OAuthFixture()
        let ada = try await fixture.addAda()
        let client = try await fixture.client()
        let first = try await fixture.signIn(client)
        let second = try await fixture.refresh(client, first.refreshToken)
        #expect(second.accountID == ada.id)
        #expect(second.refreshToken != first.refreshToken)
        #expect(try await fixture.refresh(client, first.refreshToken).refreshToken == second.refreshToken)
        let third = try await fixture.refresh(client, second.refreshToken)
        // Reuse is caught, and from then on the session is over.
        for token in [first, third, second] {
            #expect(await refusal { try await fixture.refresh(client, token.refreshToken) } == .invalidGrant)
        }
        #expect(try await fixture.audited(.refreshReused).count == 1)
        for token in ["junk", "lkr_", first.accessToken.token, String(repeating: "x", count: 10_000)] {
            #expect(await refusal { try await fixture.refresh(client, token) } == .invalidGrant)
        }
    }

    @Test("a refresh token is good for its own client only, and survives the others' attempts")
    func otherClient() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let (one, two, app) = (
            try await fixture.client(), try await fixture.client(), try await fixture.publicClient()
        )
        let tokens = try await fixture.signIn(one)
        for thief in [two, app] {
            #expect(await refusal { try await fixture.refresh(thief, tokens.refreshToken) } == .invalidGrant)
        }
        // Nor is it good where no client authenticates at all.
        let text = try #require(tokens.refreshToken)
        await #expect(throws: RefreshError.invalid) {
            _ = try await fixture.sessions.refresh(text, from: ClientContext(address: nil, device: nil))
        }
        #expect(await refusal { try await fixture.refresh(one, tokens.refreshToken) } == nil)
        let own = try await fixture.login.logIn(
            "ada",
            password: OAuthFixture.password,
            from: ClientContext(address: nil, device: nil)
        )
        #expect(await refusal { try await fixture.refresh(one, own.refreshToken) } == .invalidGrant)
    }

    @Test("scope and audience can only shrink, for one access token")
    func narrowing() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client(scope: "read write admin", audience: ["shop", "till"])
        let first = try await fixture.signIn(client, ["scope": "read write", "audience": "shop"])
        func token(_ answer: TokenAnswer) throws -> AccessToken {
            try fixture.server.introspection.verifier.verify(answer.accessToken.token, at: fixture.now)
        }
        for more in ["admin", "read admin", "read write admin"] {
            #expect(
                await refusal { try await fixture.refresh(client, first.refreshToken, ["scope": more]) }
                    == .invalidScope
            )
        }
        #expect(
            await refusal { try await fixture.refresh(client, first.refreshToken, ["audience": "till"]) }
                == .invalidTarget
        )
        let narrow = try await fixture.refresh(client, first.refreshToken, ["scope": "read"])
        #expect(try token(narrow).scope == "read")
        #expect(try token(narrow).audience == ["shop"])
        let whole = try await fixture.refresh(client, narrow.refreshToken)
        #expect(try token(whole).scope == "read write")
        // What the client may no longer have, its sessions have no longer.
        _ = try await fixture.server.clients.change(client.id, to: ClientSettings(scope: "write admin"))
        let less = try await fixture.refresh(client, whole.refreshToken)
        #expect(try token(less).scope == "write")
        _ = try await fixture.server.clients.change(client.id, to: ClientSettings(audience: ["till"]))
        #expect(await refusal { try await fixture.refresh(client, less.refreshToken) } == .invalidGrant)
    }

    @Test("a locked account and a session past its end get invalid_grant [B7]")
    func ended() async throws {
        let fixture = try await OAuthFixture()
        let ada = try await fixture.addAda()
        let client = try await fixture.client()
        let old = try await fixture.signIn(client)
        fixture.advance(by: 15 * 86_400)
        #expect(await refusal { try await fixture.refresh(client, old.refreshToken) } == .invalidGrant)
        let new = try await fixture.signIn(client)
        try await fixture.accounts.lock(ada.id)
        #expect(await refusal { try await fixture.refresh(client, new.refreshToken) } == .invalidGrant)
    }
}
