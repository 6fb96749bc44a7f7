import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct TokenKindTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private static let kinds: [TokenKind] = [.access, .refresh, .oneTime, .custom("download+jwt")]
    private let key: JWK

    init() throws { key = try JWK.generate(.hs256) }

    private func issuer() throws -> TokenIssuer {
        try TokenIssuer(key: key, issuer: "https://id.example", audience: ["shop"])
    }

    private func verifier(
        _ kinds: Set<TokenKind> = [.access],
        profile: TokenProfile = .rfc9068
    ) -> TokenVerifier {
        TokenVerifier(
            keys: FixedKeys(JWKSet([key])),
            algorithms: [.hs256],
            issuer: "https://id.example",
            audience: "shop",
            kinds: kinds,
            profile: profile
        )
    }

    @Test("a token is good for its own kind and no other [B5]", arguments: kinds)
    func crossed(kind: TokenKind) throws {
        let token = try issuer().issue(TokenGrant(kind: kind, subject: "ada"), at: Self.now).token
        for other in Self.kinds {
            if other == kind {
                let verified = try verifier([other]).verify(token, at: Self.now)
                #expect(verified.kind == kind && verified.subject == "ada")
            } else {
                let error = #expect(throws: TokenError.self) {
                    try verifier([other]).verify(token, at: Self.now)
                }
                #expect(error?.cause == .typeMismatch(expected: other.type, found: kind.type))
            }
        }
    }

    @Test("a verifier for several kinds says which one came, and refuses the others")
    func several() throws {
        let both = verifier([.access, .refresh])
        for kind in [TokenKind.access, .refresh] {
            let token = try issuer().issue(TokenGrant(kind: kind, subject: "ada"), at: Self.now).token
            #expect(try both.verify(token, at: Self.now).kind == kind)
        }
        let third = try issuer().issue(TokenGrant(kind: .oneTime, subject: "ada"), at: Self.now).token
        let error = #expect(throws: TokenError.self) { try both.verify(third, at: Self.now) }
        #expect(error?.cause?.code == "type_mismatch")
    }

    @Test("a verifier for several kinds tells an expired token from one of another kind")
    func severalExpired() throws {
        let issued = try issuer().issue(TokenGrant(kind: .refresh, subject: "ada"), at: Self.now)
        let error = #expect(throws: TokenError.self) {
            try verifier([.access, .refresh]).verify(issued.token, at: issued.expiresAt)
        }
        #expect(error?.code == .expired)
    }

    @Test("a verifier for no kind takes nothing")
    func none() throws {
        let token = try issuer().issue(TokenGrant(subject: "ada"), at: Self.now).token
        #expect(throws: TokenError.self) { try verifier([]).verify(token, at: Self.now) }
    }

    @Test(
        "a kind of one's own is compared as a media type",
        arguments: ["download+jwt", "DOWNLOAD+JWT", "application/download+jwt", "Application/Download+JWT"]
    )
    func mediaType(spelling: String) {
        #expect(TokenKind.custom(spelling) == .custom("download+jwt"))
        #expect(TokenKind.custom(spelling).type == "download+jwt")
    }

    @Test("an untyped profile takes typ JWT and none, and no token that says its kind")
    func untyped() throws {
        let payload: JSONObject = [
            "iss": "https://id.example", "aud": "shop", "sub": "ada", "exp": 1_790_000_900,
        ]
        let untyped = verifier(profile: .untyped)
        for type in ["JWT", "jwt", nil] {
            let token = try JWTSigner(key: key, type: type).sign(payload: payload)
            #expect(try untyped.verify(token, at: Self.now).kind == .access)
            #expect(throws: TokenError.self) { try verifier().verify(token, at: Self.now) }
        }
        for type in ["at+jwt", "rt+jwt", "JWE"] {
            let token = try JWTSigner(key: key, type: type).sign(payload: payload)
            let error = #expect(throws: TokenError.self) { try untyped.verify(token, at: Self.now) }
            #expect(error?.cause == .typeMismatch(expected: "JWT", found: type))
        }
    }

    @Test(
        "a header of one's own cannot make one kind of token pass for another",
        arguments: ["at+jwt", "JWT"]
    )
    func typeInHeader(type: String) throws {
        let grant = TokenGrant(kind: .refresh, subject: "ada", header: ["typ": .string(type)])
        #expect(
            throws: JWTError.headerInvalid(name: "typ", expected: "absent: the kind of the token says it")
        ) { try issuer().issue(grant, at: Self.now) }
    }

    @Test("a ver that is no number is another issuer's version, and no epoch", arguments: ["2.0", "1"])
    func foreignVersion(version: String) throws {
        let payload: JSONObject = [
            "iss": "https://id.example", "aud": "shop", "sub": "ada", "exp": 1_790_000_900,
            "iat": 1_790_000_000, "jti": "1", "client_id": "web", "ver": .string(version),
        ]
        let untyped = try JWTSigner(key: key, type: "JWT").sign(payload: payload)
        #expect(try verifier(profile: .untyped).verify(untyped, at: Self.now).epoch == 0)
        let own = try JWTSigner(key: key, type: "at+jwt").sign(payload: payload)
        let error = #expect(throws: TokenError.self) { try verifier().verify(own, at: Self.now) }
        #expect(error?.cause == .claimInvalid(name: "ver", expected: "a whole number"))
    }

    @Test("a verifier with one key takes what its issuer signs, with the key's own algorithms only [B1]")
    func oneKey() throws {
        let token = try issuer().issue(TokenGrant(subject: "ada"), at: Self.now).token
        let verifier = TokenVerifier(key: key, issuer: "https://id.example", audience: "shop")
        #expect(try verifier.verify(token, at: Self.now).subject == "ada")
        let other = TokenVerifier(
            key: try JWK.generate(.hs256),
            issuer: "https://id.example",
            audience: "shop"
        )
        #expect(throws: TokenError.self) { try other.verify(token, at: Self.now) }
    }
}
