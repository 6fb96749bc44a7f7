import Foundation
import HTTPTypes
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct TokenCheckEndpointTests {
    private static func check(_ fixture: APIFixture, _ token: String) async throws -> APIAnswer {
        let answer = try await fixture.api.post("/api/token/check", ["token": .string(token)])
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.challenge == nil)
        return answer
    }

    private static func expectInactive(_ answer: APIAnswer, _ code: String) {
        #expect(answer.text == "{\"active\":false,\"code\":\"\(code)\"}")
    }

    @Test("a good token is active, with its claims [C2]")
    func active() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            let json = try await Self.check(fixture, tokens.access).json
            #expect(json.names == ["active", "claims"])
            #expect(json["active"] == true)
            let claims = try #require(try json.object("claims"))
            #expect(
                claims.names == [
                    "iss", "sub", "aud", "exp", "iat", "jti", "client_id", "sid", "ver", "auth_time", "amr",
                    "scope",
                    "roles",
                ]
            )
            #expect(claims["iss"] == "http://127.0.0.1:8080")
            #expect(claims["sub"] == .string(tokens.account))
            let form = try await fixture.api.post("/api/token/check", form: [("token", tokens.access)])
            #expect(try form.json["active"] == true)
        }
    }

    @Test("missing, malformed, invalid, expired and revoked are told apart [C2]")
    func codes() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            for body in ["{}", "{\"token\":null}", "{\"token\":\"\"}"] {
                Self.expectInactive(
                    try await fixture.api.post("/api/token/check", text: body),
                    "token_missing"
                )
            }
            let form = try await fixture.api.post("/api/token/check", form: [("other", "x")])
            Self.expectInactive(form, "token_missing")
            for junk in ["junk", "a.b", "a.b.c.d", tokens.refresh, "..", "\u{1F511}"] {
                Self.expectInactive(try await Self.check(fixture, junk), "token_malformed")
            }
            Self.expectInactive(
                try await Self.check(fixture, tokens.access.dropLast(2) + "AA"),
                "token_invalid"
            )
            _ = try await fixture.api.post("/api/logout", bearer: tokens.access)
            Self.expectInactive(try await Self.check(fixture, tokens.access), "token_revoked")
            fixture.clock.set(-3600)
            let old = try await fixture.logIn()
            Self.expectInactive(try await Self.check(fixture, old.access), "token_expired")
        }
    }

    @Test("tokens of other issuers, keys and algorithms are invalid [C2]")
    func foreign() async throws {
        try await APIFixture.run { fixture in
            let own = try await fixture.signUp()
            let claims = try #require(try await Self.check(fixture, own.access).json.object("claims"))
            let header = try #require(fixture.services.keys.activeKey(at: Date()))
            let foreign = try JWK.generate(.es256)
            let strangers = try JWTSigner(key: foreign, algorithm: .es256, type: "at+jwt").sign(
                payload: claims
            )
            Self.expectInactive(try await Self.check(fixture, strangers), "token_invalid")
            // The right key under another type: what is no access token is none here either.
            let other = try JWTSigner(key: header.key, algorithm: .es256, type: "JWT").sign(payload: claims)
            Self.expectInactive(try await Self.check(fixture, other), "token_invalid")
            let parts = own.access.split(separator: ".")
            let none = Base64URL.encode(Array("{\"alg\":\"none\",\"typ\":\"at+jwt\"}".utf8))
            Self.expectInactive(try await Self.check(fixture, "\(none).\(parts[1])."), "token_invalid")
            Self.expectInactive(
                try await Self.check(fixture, "\(none).\(parts[1]).\(parts[2])"),
                "token_invalid"
            )
        }
    }

    @Test("a token of 40 KiB is malformed, one of 100 KiB is too large a body [C2]")
    func large() async throws {
        try await APIFixture.run { fixture in
            let large = String(repeating: "A", count: 40_960)
            Self.expectInactive(try await Self.check(fixture, large), "token_malformed")
            let tooLarge = try await fixture.api.post(
                "/api/token/check",
                ["token": .string(String(repeating: "A", count: 102_400))]
            )
            try expectProblem(tooLarge, .contentTooLarge, "content_too_large")
        }
    }
}
