import HTTPTypes
import LatchkeyJOSE
import LatchkeyOAuth
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct MetadataEndpointTests {
    private static let path = "/.well-known/oauth-authorization-server"

    @Test("it tells what works, by the configured issuer, whatever host the request names")
    func document() async throws {
        try await APIFixture.run(configure: { $0.configuredIssuer = "https://id.example" }) { fixture in
            let answer = try await fixture.api.get(Self.path)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.cacheControl] == "public, max-age=300")
            let json = try answer.json
            #expect(json["issuer"] == "https://id.example")
            #expect(json["token_endpoint"] == "https://id.example/oauth/token")
            #expect(json["introspection_endpoint"] == "https://id.example/oauth/introspect")
            #expect(json["revocation_endpoint"] == "https://id.example/oauth/revoke")
            #expect(json["jwks_uri"] == "https://id.example/.well-known/jwks.json")
            #expect(json["grant_types_supported"] == ["refresh_token", "client_credentials"])
            #expect(
                json["introspection_endpoint_auth_methods_supported"]
                    == ["client_secret_basic", "client_secret_post", "private_key_jwt"]
            )
            let algorithms = try json.strings("token_endpoint_auth_signing_alg_values_supported") ?? []
            #expect(algorithms.contains("ES256"))
            #expect(algorithms.filter { $0.hasPrefix("HS") || $0 == "none" } == [])
            for member in json.members { #expect(member.value != .array([])) }
        }
    }

    @Test("who has it already gets 304")
    func entityTag() async throws {
        try await APIFixture.run { fixture in
            let tag = try #require(try await fixture.api.get(Self.path).headers[.eTag])
            let again = try await fixture.api.get(Self.path, headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
            #expect(again.text.isEmpty)
        }
    }

    @Test("an issuer with a path has it below that path as well")
    func issuerWithPath() async throws {
        try await APIFixture.run(configure: { $0.configuredIssuer = "https://example.org/auth/v1" }) {
            let answer = try await $0.api.get(Self.path + "/auth/v1")
            #expect(answer.status == .ok)
            #expect(try answer.json["token_endpoint"] == "https://example.org/auth/v1/oauth/token")
            #expect(try await $0.api.get(Self.path + "/other").status == .notFound)
        }
    }

    @Test("without grants there is no list of them")
    func noGrants() async throws {
        try await APIFixture.run(configure: { $0.grants = [] }) { fixture in
            let json = try await fixture.api.get(Self.path).json
            #expect(json["grant_types_supported"] == nil)
        }
    }
}
