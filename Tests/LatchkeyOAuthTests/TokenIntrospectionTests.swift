import Foundation
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct TokenIntrospectionTests {
    private static let inactive: JSONObject = ["active": false]

    @Test("an access token is told about to the client it is for, and to the one it was issued to")
    func accessToken() async throws {
        let fixture = try await OAuthFixture()
        let ada = try await fixture.addAda()
        let client = try await fixture.client(audience: ["shop"])
        let shop = try await fixture.client([], audience: ["shop"])
        let other = try await fixture.client([], audience: ["till"])
        let issuers = try await fixture.client([])
        let token = try await fixture.signIn(client).accessToken.token
        for caller in [client, shop] {
            let answer = try await fixture.introspect(caller, token)
            #expect(answer["active"] == true)
            #expect(answer["token_type"] == "Bearer")
            #expect(answer["sub"] == .string(ada.id.description))
            #expect(answer["client_id"] == .string(client.id.description))
            #expect(answer["scope"] == "read write")
            #expect(answer["aud"] == "shop")
            #expect(answer["iss"] == .string(OAuthFixture.issuer))
            for name in ["exp", "iat", "jti", "sid"] { #expect(answer[name] != nil) }
        }
        for caller in [other, issuers] {
            #expect(try await fixture.introspect(caller, token) == Self.inactive)
        }
        let own = try await fixture.signIn(fixture.client()).accessToken.token
        #expect(try await fixture.introspect(issuers, own)["active"] == true)
        #expect(try await fixture.introspect(other, own) == Self.inactive)
    }

    @Test("everything that is not good is inactive, and nothing else")
    func inactive() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client()
        let signedIn = try await fixture.signIn(client)
        let token = signedIn.accessToken.token
        let foreign = try TokenIssuer(
            key: JWK.generate(.ed25519),
            issuer: OAuthFixture.issuer,
            audience: [OAuthFixture.issuer]
        ).issue(TokenGrant(subject: "ada"), at: fixture.now).token
        for text in ["junk", token + "x", String(token.dropLast()), foreign, "lkr_junk", client.secret ?? ""]
        {
            #expect(try await fixture.introspect(client, text) == Self.inactive)
        }
        #expect(await refusal { try await fixture.introspect(client, "") } == .invalidRequest)
        fixture.advance(by: 901)
        #expect(try await fixture.introspect(client, token) == Self.inactive)
    }

    @Test("nobody learns anything without authenticating, nor does a client that keeps no secret")
    func oracle() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client()
        let app = try await fixture.publicClient()
        let tokens = try await fixture.signIn(app)
        var wrong = client
        wrong.secret = "lkc_wrong"
        for text in [tokens.accessToken.token, tokens.refreshToken ?? "", "junk"] {
            #expect(await refusal { try await fixture.introspect(wrong, text) } == .invalidClient)
            #expect(await refusal { try await fixture.introspect(app, text) } == .unauthorizedClient)
            let nobody = client.request(.none, ["token": text])
            #expect(
                await refusal { try await fixture.server.introspection.introspect(nobody) } == .invalidClient
            )
        }
    }

    @Test("a refresh token is told about to its own client, as long as it would refresh")
    func refreshToken() async throws {
        let fixture = try await OAuthFixture()
        let ada = try await fixture.addAda()
        let client = try await fixture.client()
        let other = try await fixture.client()
        let first = try #require(try await fixture.signIn(client).refreshToken)
        let answer = try await fixture.introspect(client, first)
        #expect(answer["active"] == true)
        #expect(answer["sub"] == .string(ada.id.description))
        #expect(answer["token_type"] == nil)
        #expect(try await fixture.introspect(other, first) == Self.inactive)
        let second = try #require(try await fixture.refresh(client, first).refreshToken)
        #expect(try await fixture.introspect(client, first) == Self.inactive)
        #expect(try await fixture.introspect(client, second)["active"] == true)
        try await fixture.accounts.lock(ada.id)
        #expect(try await fixture.introspect(client, second) == Self.inactive)
    }
}
