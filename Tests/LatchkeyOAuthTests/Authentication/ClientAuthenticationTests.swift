import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct ClientAuthenticationTests {
    private static let parameters = ["grant_type": "client_credentials"]

    @Test("unknown clients, wrong secrets and missing ones get one answer")
    func refused() async throws {
        let fixture = try await OAuthFixture()
        let client = try await fixture.client()
        let id = client.id.description
        let secret = try #require(client.secret)
        let stranger = UUIDv7(at: fixture.now).description
        let wrong: [ClientCredentials] = [
            .none, .identifier(id), .identifier(stranger), .identifier("junk"),
            .secret(id: stranger, secret: secret), .secret(id: "junk", secret: secret),
            .secret(id: id.uppercased(), secret: secret), .secret(id: id + " ", secret: secret),
            .secret(id: id, secret: ""), .secret(id: id, secret: secret + "A"),
            .secret(id: id, secret: String(secret.dropLast())), .secret(id: id, secret: "lkc_junk"),
            .secret(id: id, secret: try #require(try await fixture.client().secret)),
        ]
        for credentials in wrong {
            let error = await #expect(throws: OAuthError.self) {
                _ = try await fixture.server.exchange.exchange(client.request(credentials, Self.parameters))
            }
            #expect(error?.code == .invalidClient)
            #expect(error?.description == "The client did not authenticate.")
        }
        #expect(await refusal { try await fixture.exchange(client, Self.parameters) } == nil)
    }

    @Test("a client authenticates in its own way only")
    func otherWay() async throws {
        let fixture = try await OAuthFixture()
        let app = try await fixture.publicClient()
        let till = try await fixture.client()
        let withSecret = app.request(
            .secret(id: app.id.description, secret: try #require(till.secret)),
            ["grant_type": "password"]
        )
        #expect(
            await refusal { try await fixture.server.exchange.exchange(withSecret) } == .invalidClient
        )
        let bare = till.request(.identifier(till.id.description), Self.parameters)
        #expect(await refusal { try await fixture.server.exchange.exchange(bare) } == .invalidClient)
    }

    @Test("failures of one client from one address are limited, and stop nobody else")
    func throttled() async throws {
        let fixture = try await OAuthFixture(failuresPerMinute: 3)
        let client = try await fixture.client()
        let other = try await fixture.client()
        var wrong = client
        wrong.secret = other.secret
        for _ in 0..<3 {
            #expect(await refusal { try await fixture.exchange(wrong, Self.parameters) } == .invalidClient)
        }
        for client in [wrong, client] {
            let error = await #expect(throws: OAuthError.self) {
                _ = try await fixture.exchange(client, Self.parameters)
            }
            #expect(error?.code == .temporarilyUnavailable)
            #expect(error?.isThrottled == true)
            #expect((error?.retryAfter ?? 0) > 0)
        }
        #expect(await refusal { try await fixture.exchange(other, Self.parameters) } == nil)
        var elsewhere = client
        elsewhere.address = "198.51.100.7"
        #expect(await refusal { try await fixture.exchange(elsewhere, Self.parameters) } == nil)
        // Refusals that were not tried are not written down.
        #expect(try await fixture.audited(.clientRefused).count == 3)
        fixture.advance(by: 61)
        #expect(await refusal { try await fixture.exchange(client, Self.parameters) } == nil)
    }

    @Test("the time of last use is kept, to a minute")
    func lastUse() async throws {
        let fixture = try await OAuthFixture()
        let client = try await fixture.client()
        #expect(try await fixture.server.clients.client(client.id).lastUsedAt == nil)
        let start = fixture.now
        for (wait, expected) in [(0.0, 0.0), (59, 0), (1, 60)] {
            fixture.advance(by: wait)
            _ = try await fixture.exchange(client, Self.parameters)
            #expect(try await fixture.server.clients.client(client.id).lastUsedAt == start + expected)
        }
    }
}
