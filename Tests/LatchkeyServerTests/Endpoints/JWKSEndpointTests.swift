import Foundation
import HTTPTypes
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct JWKSEndpointTests {
    private static let path = "/.well-known/jwks.json"

    @Test("publishes public keys that verify the tokens, and caches may keep them [A8]")
    func keys() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let answer = try await fixture.api.get(Self.path)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/jwk-set+json")
            #expect(answer.headers[.cacheControl] == "public, max-age=300")
            #expect(!answer.text.contains("\"d\""))
            let verifier = JWTVerifier(
                keys: try JWKSet(json: answer.text),
                algorithms: [.es256],
                issuer: .exactly("http://127.0.0.1:8080"),
                audience: .exactly("http://127.0.0.1:8080"),
                type: "at+jwt"
            )
            let jwt = try verifier.verify(tokens.access, at: Date())
            #expect(jwt.subject == tokens.account)
        }
    }

    @Test("an unchanged set is 304, a rotated one is new")
    func entityTag() async throws {
        try await APIFixture.run { fixture in
            let first = try await fixture.api.get(Self.path)
            let tag = try #require(first.headers[.eTag])
            let same = try await fixture.api.get(Self.path, headers: [.ifNoneMatch: tag])
            #expect(same.status == .notModified)
            #expect(same.text.isEmpty)
            #expect(same.headers[.eTag] == tag)
            for others in ["\"x\", \(tag)", "W/\(tag)", "*"] {
                let answer = try await fixture.api.get(Self.path, headers: [.ifNoneMatch: others])
                #expect(answer.status == .notModified, "\(others)")
            }
            #expect(try await fixture.api.get(Self.path, headers: [.ifNoneMatch: "\"x\""]).status == .ok)
            try await fixture.services.keys.rotate()
            let rotated = try await fixture.api.get(Self.path, headers: [.ifNoneMatch: tag])
            #expect(rotated.status == .ok)
            #expect(rotated.headers[.eTag] != tag)
        }
    }

    @Test("an HMAC ring publishes nothing, and its tokens work here [A5]")
    func symmetric() async throws {
        try await APIFixture.run(configure: { $0.algorithm = .hs256 }) { fixture in
            let tokens = try await fixture.signUp()
            #expect(try await fixture.api.get(Self.path).text == "{\"keys\":[]}")
            #expect(try await fixture.me(tokens).status == .ok)
        }
    }
}
