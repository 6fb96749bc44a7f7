import Crypto
import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyOAuth

struct ClientAssertionTests {
    private static let parameters = ["grant_type": "client_credentials"]

    private static func claims(
        of client: UUIDv7,
        at now: Date,
        _ change: [String: JSONValue] = [:]
    ) throws -> JSONObject {
        var members: [String: JSONValue] = [
            "iss": .string(client.description), "sub": .string(client.description),
            "aud": .string(OAuthFixture.tokenEndpoint),
            "exp": .integer(Int64(now.timeIntervalSince1970) + 60),
            "iat": .integer(Int64(now.timeIntervalSince1970)), "jti": .string(UUID().uuidString),
        ]
        members.merge(change) { _, new in new }
        return try JSONObject(members: members.filter { $0.value != .null }.map { ($0.key, $0.value) })
    }

    private static func sign(_ claims: JSONObject, with key: JWK) throws -> String {
        try JWSSigner(key: key).sign(Array(claims.json().utf8))
    }

    /// By hand, since this library takes no public key for a secret.
    private static func signedByHMAC(_ claims: JSONObject, secret: String) -> String {
        let header = Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8))
        let signed = header + "." + Base64URL.encode(Array(claims.json().utf8))
        let key = SymmetricKey(data: Array(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: key)
        return signed + "." + Base64URL.encode(Array(code))
    }

    private static func send(_ assertion: String, as client: UUIDv7, id: String? = nil) -> OAuthRequest {
        TestOAuthClient(id: client).request(
            .assertion(type: ClientAssertion.type, text: assertion, id: id),
            parameters
        )
    }

    @Test("a client signs in with a key of its own", arguments: [SignatureAlgorithm.es256, .ed25519, .rs256])
    func accepted(algorithm: SignatureAlgorithm) async throws {
        let fixture = try await OAuthFixture()
        let key = try JWK.generate(algorithm)
        let client = try await fixture.signingClient(key)
        for audience in [OAuthFixture.tokenEndpoint, OAuthFixture.issuer] {
            for id in [nil, client.description] {
                let claims = try Self.claims(of: client, at: fixture.now, ["aud": .string(audience)])
                let request = Self.send(try Self.sign(claims, with: key), as: client, id: id)
                let answer = try await fixture.server.exchange.exchange(request)
                #expect(answer.accountID == nil)
            }
        }
    }

    @Test("an assertion is good once, also for twenty at the same time")
    func replay() async throws {
        let fixture = try await OAuthFixture()
        let key = try JWK.generate(.es256)
        let client = try await fixture.signingClient(key)
        let assertion = try Self.sign(try Self.claims(of: client, at: fixture.now), with: key)
        let codes = await withTaskGroup(of: OAuthError.Code?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await refusal {
                        try await fixture.server.exchange.exchange(Self.send(assertion, as: client))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == .invalidClient } == 19)
    }

    private static let wrongClaims: [(String, [String: JSONValue])] = [
        ("another issuer", ["iss": "somebody"]), ("no issuer", ["iss": nil]),
        ("another subject", ["sub": "somebody"]), ("no subject", ["sub": nil]),
        ("another audience", ["aud": "https://id.example/oauth/revoke"]), ("no audience", ["aud": nil]),
        ("several audiences", ["aud": ["https://id.example", "https://other.example"]]),
        ("no end", ["exp": nil]), ("no identifier", ["jti": nil]), ("an empty identifier", ["jti": ""]),
        ("a huge identifier", ["jti": .string(String(repeating: "x", count: 257))]),
        ("a number for an identifier", ["jti": 7]),
        ("a time that is over", ["exp": 1_000_000_000]),
        ("an end too far away", ["exp": 4_000_000_000]),
        ("a beginning in the future", ["nbf": 4_000_000_000]),
    ]

    @Test("an assertion with other claims is refused", arguments: wrongClaims)
    func refused(what: String, change: [String: JSONValue]) async throws {
        let fixture = try await OAuthFixture()
        let key = try JWK.generate(.es256)
        let client = try await fixture.signingClient(key)
        let assertion = try Self.sign(try Self.claims(of: client, at: fixture.now, change), with: key)
        let request = Self.send(assertion, as: client)
        #expect(await refusal { try await fixture.server.exchange.exchange(request) } == .invalidClient)
    }

    @Test("alg none, and HS256 with the public key for a secret, are refused")
    func forged() async throws {
        let fixture = try await OAuthFixture()
        let key = try JWK.generate(.rs256)
        let client = try await fixture.signingClient(key)
        let claims = try Self.claims(of: client, at: fixture.now)
        let header = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))
        let unsigned = "\(header).\(Base64URL.encode(Array(claims.json().utf8)))."
        var forgeries = [unsigned, unsigned + "AA", "junk", "", "a.b.c"]
        let published = try #require(key.publicKey)
        for secret in [published.json(), JWKSet([published]).json()] {
            forgeries.append(Self.signedByHMAC(claims, secret: secret))
        }
        let other = try JWK.generate(.rs256)
        forgeries.append(try Self.sign(claims, with: other))
        for assertion in forgeries {
            let request = Self.send(assertion, as: client)
            #expect(await refusal { try await fixture.server.exchange.exchange(request) } == .invalidClient)
        }
    }

    @Test("an assertion beside another client's identifier, or of another type, is refused")
    func mixed() async throws {
        let fixture = try await OAuthFixture()
        let key = try JWK.generate(.es256)
        let client = try await fixture.signingClient(key)
        let other = try await fixture.client()
        let assertion = try Self.sign(try Self.claims(of: client, at: fixture.now), with: key)
        let beside = Self.send(assertion, as: client, id: other.id.description)
        #expect(await refusal { try await fixture.server.exchange.exchange(beside) } == .invalidClient)
        let saml = other.request(
            .assertion(
                type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
                text: assertion,
                id: nil
            ),
            Self.parameters
        )
        #expect(await refusal { try await fixture.server.exchange.exchange(saml) } == .invalidRequest)
        // Neither has used it up.
        #expect(
            await refusal { try await fixture.server.exchange.exchange(Self.send(assertion, as: client)) }
                == nil
        )
    }

    @Test("one client's key signs for no other client")
    func otherClient() async throws {
        let fixture = try await OAuthFixture()
        let (one, two) = (try JWK.generate(.es256), try JWK.generate(.es256))
        _ = try await fixture.signingClient(one)
        let victim = try await fixture.signingClient(two)
        let withSecret = try await fixture.client()
        for client in [victim, withSecret.id] {
            let assertion = try Self.sign(try Self.claims(of: client, at: fixture.now), with: one)
            let request = Self.send(assertion, as: client)
            #expect(await refusal { try await fixture.server.exchange.exchange(request) } == .invalidClient)
        }
    }
}
