import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct PipelineTests {
    @Test("a grant that does not exist, or is not enabled, is unsupported_grant_type")
    func unsupported() async throws {
        let fixture = try await OAuthFixture(grants: [.clientCredentials])
        let client = try await fixture.client()
        let types = [
            "password", "refresh_token", "wechat_mini_program", "wxapp", "authorization_code", "Password",
            "client_credentials ", "urn:ietf:params:oauth:grant-type:jwt-bearer", "p\u{E5}ssword",
        ]
        for type in types {
            #expect(
                await refusal { try await fixture.exchange(client, ["grant_type": type]) }
                    == .unsupportedGrantType,
                "\(type)"
            )
        }
        #expect(fixture.server.exchange.enabledGrants == [.clientCredentials])
    }

    @Test("the WeChat grant without a mini program does not exist")
    func noMiniProgram() async throws {
        let fixture = try await OAuthFixture()
        #expect(!fixture.server.exchange.enabledGrants.contains(.weChatMiniProgram))
    }

    @Test("a grant that the client may not use is unauthorized_client, whatever is presented with it")
    func unauthorized() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client([.clientCredentials])
        let good = try await fixture.signIn(fixture.client())
        #expect(await refusal { try await fixture.signIn(client) } == .unauthorizedClient)
        #expect(await refusal { try await fixture.refresh(client, good.refreshToken) } == .unauthorizedClient)
    }

    @Test("nothing happens before the client has authenticated, not even a look at the grant")
    func authenticationFirst() async throws {
        let fixture = try await OAuthFixture(grants: [])
        var client = try await fixture.client()
        client.secret = "wrong"
        for type in ["password", "nonsense"] {
            #expect(
                await refusal { try await fixture.exchange(client, ["grant_type": type]) } == .invalidClient
            )
        }
        #expect(await refusal { try await fixture.exchange(client, [:]) } == .invalidRequest)
        #expect(await refusal { try await fixture.exchange(client, ["grant_type": ""]) } == .invalidRequest)
    }

    @Test("the parameters of one grant are nothing to another")
    func mixing() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client()
        let signedIn = try await fixture.signIn(client)
        let mixtures: [([String: String], OAuthError.Code)] = [
            (
                ["grant_type": "refresh_token", "username": "ada", "password": OAuthFixture.password],
                .invalidRequest
            ),
            (["grant_type": "password", "refresh_token": signedIn.refreshToken ?? ""], .invalidRequest),
            (["grant_type": "refresh_token", "refresh_token": signedIn.accessToken.token], .invalidGrant),
            (["grant_type": "password", "username": "ada"], .invalidRequest),
        ]
        for (parameters, code) in mixtures {
            #expect(await refusal { try await fixture.exchange(client, parameters) } == code)
        }
        // A token of the client's own is the client's own, whoever else is named.
        let own = try await fixture.exchange(
            client,
            ["grant_type": "client_credentials", "username": "ada", "password": OAuthFixture.password]
        )
        #expect(own.accountID == nil)
        let token = try fixture.verifier.verify(own.accessToken.token, at: fixture.now)
        #expect(token.subject == client.id.description)
        #expect(token.sessionID == nil)
    }

    @Test("scope and audience are all there is, or exactly what is asked for, never more")
    func narrowing() async throws {
        let fixture = try await OAuthFixture()
        let client = try await fixture.client(scope: "read write", audience: ["shop", "till"])
        func grant(_ more: [String: String]) async throws -> AccessToken {
            let parameters = ["grant_type": "client_credentials"].merging(more) { _, new in new }
            let answer = try await fixture.exchange(client, parameters)
            return try fixture.server.introspection.verifier.verify(answer.accessToken.token, at: fixture.now)
        }
        let all = try await grant([:])
        #expect(all.scope == "read write")
        #expect(all.audience == ["shop", "till"])
        let some = try await grant(["scope": "write", "resource": "till"])
        #expect(some.scope == "write")
        #expect(some.audience == ["till"])
        #expect(try await grant(["audience": "shop"]).audience == ["shop"])
        let refused: [([String: String], OAuthError.Code)] = [
            (["scope": "admin"], .invalidScope), (["scope": "read admin"], .invalidScope),
            (["scope": "READ"], .invalidScope), (["scope": "read\u{A0}write"], .invalidScope),
            (["scope": "re\"ad"], .invalidScope), (["audience": "other"], .invalidTarget),
            (["audience": OAuthFixture.issuer], .invalidTarget),
            (["audience": "shop", "resource": "till"], .invalidTarget),
        ]
        for (parameters, code) in refused {
            #expect(await refusal { try await grant(parameters) } == code)
        }
        #expect(await refusal { try await grant(["foo": "bar", "code": "x"]) } == nil)
    }

    @Test("the tokens of clients are no accounts, have no role, and are for the issuer unless told otherwise")
    func ownTokens() async throws {
        let fixture = try await OAuthFixture()
        let client = try await fixture.client()
        let answer = try await fixture.exchange(client, ["grant_type": "client_credentials"])
        #expect(answer.refreshToken == nil)
        let token = try fixture.verifier.verify(answer.accessToken.token, at: fixture.now)
        #expect(token.clientID == client.id.description)
        #expect(token.roles.isEmpty)
        #expect(token.authenticatedAt == nil)
        #expect(
            try await fixture.audited(.clientTokenIssued).map(\.event.reason) == [client.id.description]
        )
    }
}
