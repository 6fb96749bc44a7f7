import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// Bombs: each is refused by its size or depth, before anything in it is decoded, and the process lives on.
@Suite("Refusals: size")
struct SizeRefusalTests {
    static let limit = JWTError.tokenTooLarge(limit: 16 * 1024)

    @Test(
        "F19: a token over the limit, whatever is in it",
        arguments: [
            String(repeating: ".", count: 100_000), String(repeating: "A", count: 1 << 20),
            Refusal.token(header: #"{"alg":"HS256","x":"\#(String(repeating: "a", count: 64 << 10))"}"#),
            Refusal.token(claims: #"{"x":"\#(String(repeating: "a", count: 16 << 10))"}"#),
            String(repeating: "é", count: 20_000), String(repeating: "\0", count: 20_000),
        ]
    )
    func tooLarge(_ token: String) throws {
        #expect(try Refusal.reason(for: token, by: Refusal.verifier()) == Self.limit)
        #expect(throws: Self.limit) { try UnverifiedJWT(token) }
        #expect(throws: Self.limit) { try JWSVerifier(key: Fixed.hmac(), algorithms: [.hs256]).verify(token) }
    }

    @Test("F19: a header of 64 KiB is refused before it is decoded: it is no base64url, and nobody notices")
    func headerBomb() throws {
        let bomb = String(repeating: "!", count: 64 << 10) + ".e30.AA"
        #expect(try Refusal.reason(for: bomb, by: Refusal.verifier()) == Self.limit)
        let json = #"{"payload":"","protected":"\#(String(repeating: "!", count: 64 << 10))","signature":""}"#
        #expect(throws: Self.limit) {
            try JWSVerifier(key: Fixed.hmac(), algorithms: [.hs256]).verify(json: json, requiring: .any)
        }
    }

    static let bombs: [Refused] = [
        ("brackets", String(repeating: "[", count: 5000)),
        ("closed brackets", String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)),
        ("objects", String(repeating: #"{"a":"#, count: 1500)),
        ("33 levels", String(repeating: "[", count: 32) + String(repeating: "]", count: 32)),
        ("digits", String(repeating: "9", count: 5000)),
        ("fraction digits", "0." + String(repeating: "1", count: 5000)),
        ("an exponent", "1e400"), ("a long exponent", "1e" + String(repeating: "9", count: 300)),
        ("a negative exponent out of range", "-1e400"),
    ].flatMap { what, text in
        [
            Refused(
                "F20",
                "\(what) in the header",
                Refusal.token(header: #"{"alg":"HS256","x":\#(text)}"#),
                "malformed"
            ),
            Refused("F20", "\(what) in the claims", Refusal.claims("x", text), "malformed"),
        ]
    }

    @Test("F20: nesting and numbers without end", arguments: bombs)
    func endlessText(_ refused: Refused) throws {
        #expect(try Refusal.reason(for: refused.token, by: Refusal.verifier())?.code == refused.code)
    }

    @Test("F20: where no size would stop it, the depth does")
    func deepBombs() throws {
        let limits = TokenLimits(tokenSize: 4 << 20)
        let verifier = try JWTVerifier(
            key: Fixed.hmac(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked,
            limits: limits
        )
        for bomb in [String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000)] {
            let header = Refusal.token(header: #"{"alg":"HS256","x":\#(bomb)}"#)
            let claims = Refusal.token(claims: #"{"x":\#(bomb)}"#)
            #expect(Refusal.reason(for: header, by: verifier)?.code == "malformed")
            #expect(Refusal.reason(for: claims, by: verifier)?.code == "malformed")
        }
    }

    @Test("F21: every refusal is a JWTError with a code, and none repeats the token")
    func closedSet() throws {
        let verifier = try Refusal.verifier()
        let tokens = (FormatRefusalTests.segments + FormatRefusalTests.texts + FormatRefusalTests.headers)
            .map(\.token)
        for token in tokens {
            let reason = try #require(Refusal.reason(for: token, by: verifier))
            #expect(reason.code.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x5f })
            #expect(token.isEmpty || !reason.description.contains(token))
        }
    }
}
