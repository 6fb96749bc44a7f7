import Foundation
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct ClientsTests {
    @Test("a client is registered with a secret that the database does not hold")
    func add() async throws {
        let fixture = try await OAuthFixture()
        let issued = try await fixture.server.clients.add(
            ClientSettings(name: "till", grants: [.clientCredentials], scope: "read", audience: ["shop"]),
            authentication: .secret
        )
        let secret = try #require(issued.secret)
        #expect(try await fixture.server.clients.client(issued.client.id) == issued.client)
        #expect(issued.client.secrets?.current.count == 32)
        #expect(!"\(issued.client)".contains(secret))
        #expect(
            try await fixture.audited(.clientCreated).map(\.event.reason) == [issued.client.id.description]
        )
    }

    private static let faults: [(ClientSettings, ClientAuthenticationMethod, [String])] = [
        (ClientSettings(), .secret, ["name"]),
        (ClientSettings(name: String(repeating: "x", count: 201)), .secret, ["name"]),
        (ClientSettings(name: "a\u{7}"), .secret, ["name"]),
        (ClientSettings(name: "a", grants: [.clientCredentials]), .none, ["grant_types"]),
        (ClientSettings(name: "a", scope: Scope(["r\"w"])), .secret, ["scope"]),
        (ClientSettings(name: "a", scope: Scope(["caf\u{E9}"])), .secret, ["scope"]),
        (ClientSettings(name: "a", scope: Scope((0..<65).map { "s\($0)" })), .secret, ["scope"]),
        (ClientSettings(name: "a", audience: ["a b"]), .secret, ["audience"]),
        (ClientSettings(name: "a", audience: [""]), .secret, ["audience"]),
        (ClientSettings(name: "a", audience: ["https://"]), .secret, ["audience"]),
        (ClientSettings(name: "a", audience: ["https:///path"]), .secret, ["audience"]),
        (ClientSettings(name: "a", audience: ["://shop.example"]), .secret, ["audience"]),
        (ClientSettings(name: "a", audience: ["1shop:x"]), .secret, ["audience"]),
        (ClientSettings(name: "a", audience: ["shop:"]), .secret, ["audience"]),
        (ClientSettings(name: "a", keys: #"{"keys":[]}"#), .secret, ["jwks"]),
        (ClientSettings(name: "a"), .privateKey, ["jwks"]),
        (ClientSettings(name: "a", keys: "junk"), .privateKey, ["jwks"]),
        (ClientSettings(name: "a", keys: #"{"keys":[]}"#), .privateKey, ["jwks"]),
        (ClientSettings(scope: Scope(["\\"])), .none, ["name", "scope"]),
    ]

    @Test("faulty settings are refused, every fault named", arguments: faults)
    func refused(
        settings: ClientSettings,
        authentication: ClientAuthenticationMethod,
        fields: [String]
    ) async throws {
        let fixture = try await OAuthFixture()
        do {
            _ = try await fixture.server.clients.add(settings, authentication: authentication)
            Issue.record("it was taken")
        } catch ClientError.invalidFields(let faults) {
            #expect(faults.map(\.field) == fields)
        }
        #expect(try await fixture.server.clients.list(limit: 9).isEmpty)
    }

    @Test(
        "an audience is a word or a URI, as RFC 7519 has it",
        arguments: [
            "shop", "https://shop.example", "https://[::1]:8443/api", "urn:example:shop", "com.example.shop",
        ]
    )
    func audience(_ name: String) async throws {
        let fixture = try await OAuthFixture()
        let settings = ClientSettings(name: "till", audience: [name])
        let issued = try await fixture.server.clients.add(settings, authentication: .secret)
        #expect(try await fixture.server.clients.client(issued.client.id).audience == [name])
    }

    @Test("private and symmetric keys are refused, not cut down to a public part")
    func privateKeys() async throws {
        let fixture = try await OAuthFixture()
        for algorithm in [SignatureAlgorithm.es256, .hs256] {
            let keys = JWKSet([try JWK.generate(algorithm)]).json()
            await #expect(throws: ClientError.invalidFields([FieldError("jwks", .invalidFormat)])) {
                _ = try await fixture.server.clients.add(
                    ClientSettings(name: "a", keys: keys),
                    authentication: .privateKey
                )
            }
        }
    }

    @Test("a change leaves what it does not name, and takes effect at once")
    func change() async throws {
        let fixture = try await OAuthFixture()
        let client = try await fixture.client([.clientCredentials])
        let parameters = ["grant_type": "client_credentials"]
        #expect(try await fixture.exchange(client, parameters).scope == "read write")
        let changed = try await fixture.server.clients.change(client.id, to: ClientSettings(scope: "read"))
        #expect(changed.name == "till")
        #expect(changed.grants == [.clientCredentials])
        #expect(try await fixture.exchange(client, parameters).scope == "read")
        _ = try await fixture.server.clients.change(client.id, to: ClientSettings(grants: []))
        #expect(await refusal { try await fixture.exchange(client, parameters) } == .unauthorizedClient)
    }

    @Test("after a rotation both secrets are good for the overlap; with none the old one is refused at once")
    func rotation() async throws {
        let fixture = try await OAuthFixture()
        let old = try await fixture.client()
        let parameters = ["grant_type": "client_credentials"]
        var new = old
        new.secret = try await fixture.server.clients.rotateSecret(of: old.id, overlap: 60).secret
        for client in [old, new] {
            #expect(await refusal { try await fixture.exchange(client, parameters) } == nil)
        }
        fixture.advance(by: 60)
        #expect(await refusal { try await fixture.exchange(old, parameters) } == .invalidClient)
        #expect(await refusal { try await fixture.exchange(new, parameters) } == nil)
        var newest = old
        newest.secret = try await fixture.server.clients.rotateSecret(of: old.id, overlap: 0).secret
        #expect(await refusal { try await fixture.exchange(new, parameters) } == .invalidClient)
        #expect(await refusal { try await fixture.exchange(newest, parameters) } == nil)
    }

    @Test("a deleted client's own tokens, and the sessions that began through it, are refused at once")
    func delete() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.addAda()
        let client = try await fixture.client()
        let other = try await fixture.client()
        let own = try await fixture.exchange(client, ["grant_type": "client_credentials"])
        let adas = try await fixture.signIn(client)
        let kept = try await fixture.signIn(other)
        try await fixture.server.clients.delete(client.id)
        for token in [own, adas] {
            #expect(throws: TokenError(.revoked)) {
                _ = try fixture.verifier.verify(token.accessToken.token, at: fixture.now)
            }
        }
        #expect(throws: Never.self) {
            _ = try fixture.verifier.verify(kept.accessToken.token, at: fixture.now)
        }
        #expect(await refusal { try await fixture.refresh(client, adas.refreshToken) } == .invalidClient)
        #expect(await refusal { try await fixture.refresh(other, kept.refreshToken) } == nil)
        await #expect(throws: ClientError.notFound) { try await fixture.server.clients.delete(client.id) }
    }
}
