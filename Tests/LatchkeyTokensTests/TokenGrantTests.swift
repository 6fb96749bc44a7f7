import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct TokenGrantTests {
    private struct Member: Decodable, Sendable, Equatable {
        let tier: String
        let since: Date
    }

    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private let key: JWK

    init() throws { key = try JWK.generate(.es256) }

    private func issue(_ grant: TokenGrant) throws -> IssuedToken {
        try TokenIssuer(key: key, issuer: "https://id.example", audience: ["shop"], lifetime: 600)
            .issue(grant, at: Self.now)
    }

    private func verify(_ issued: IssuedToken) throws -> AccessToken {
        let keys = FixedKeys(JWKSet([key]).publicKeys)
        return try TokenVerifier(keys: keys, issuer: "https://id.example", audience: "shop")
            .verify(issued.token, at: Self.now)
    }

    @Test("claims and header parameters of one's own travel with the token, typed [A3] [C1] [E1]")
    func ownClaims() throws {
        let issued = try issue(
            TokenGrant(
                subject: "ada",
                claims: ["tier": "gold", "since": 1_700_000_000],
                header: ["x-node": "n7"]
            )
        )
        let token = try verify(issued)
        #expect(
            try token.claims(as: Member.self)
                == Member(tier: "gold", since: Date(timeIntervalSince1970: 1_700_000_000))
        )
        #expect(token.header?.parameters["x-node"] == "n7")
        #expect(token.header?.type == "at+jwt")
    }

    @Test(
        "a claim of one's own cannot take a name of the profile",
        arguments: [
            "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "sid", "ver", "auth_time", "amr",
            "scope", "roles", "csrf", "session_expires", "session_started",
        ]
    )
    func reserved(name: String) throws {
        let claims = try JSONObject(members: [(name, "x")])
        let error = #expect(throws: JWTError.self) { try issue(TokenGrant(subject: "ada", claims: claims)) }
        #expect(error == .claimInvalid(name: name, expected: "a name that the profile does not use itself"))
    }

    @Test("what is not known is not written")
    func absent() throws {
        let token = try verify(try issue(TokenGrant(subject: "ada")))
        #expect(
            token.payload.names == [
                "iss", "sub", "aud", "exp", "iat", "jti", "client_id", "ver", "scope", "roles",
            ]
        )
        #expect(token.session == nil && token.sessionID == nil && token.authenticatedAt == nil)
        #expect(!token.isFresh(within: 1_000_000, at: Self.now))
    }

    @Test(
        "a life of its own, within bounds",
        arguments: [
            (60.0, 57...60), (0, 1...1), (-5, 1...1), (.nan, 1...1),
            (.infinity, 3_155_760_000...3_155_760_000),
        ] as [(Double, ClosedRange<Int>)]
    )
    func lifetime(asked: Double, given: ClosedRange<Int>) throws {
        #expect(given.contains(try issue(TokenGrant(subject: "ada", lifetime: asked)).expiresIn))
    }

    @Test("reading claims as a type names what is missing or wrong")
    func typedRefusals() throws {
        let token = try verify(try issue(TokenGrant(subject: "ada", claims: ["tier": 7])))
        #expect(throws: JWTError.claimInvalid(name: "tier", expected: "String")) {
            try token.claims(as: Member.self)
        }
        let empty = try verify(try issue(TokenGrant(subject: "ada")))
        #expect(throws: JWTError.claimMissing(name: "tier")) { try empty.claims(as: Member.self) }
    }
}
