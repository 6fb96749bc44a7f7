import Testing

@testable import LatchkeyJOSE

@Suite("UnverifiedJWT")
struct UnverifiedJWTTests {
    @Test("reads header and claims of a token whatever its signature")
    func reads() throws {
        let token = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        let forged = token.split(separator: ".").dropLast().joined(separator: ".") + ".AAAA"
        for text in [token, forged] {
            let jwt = try UnverifiedJWT(text)
            #expect(jwt.header.algorithm == .hs256)
            #expect(try jwt.payload.string("sub") == "42")
        }
    }

    @Test("reads what no verifier takes, as long as the form is right")
    func otherAlgorithms() throws {
        let token = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + ".e30."
        let jwt = try UnverifiedJWT(token)
        #expect(jwt.header.algorithmName == "none" && jwt.header.algorithm == nil)
        #expect(jwt.payload.count == 0)
    }

    @Test(
        "is as strict about form as a verifier",
        arguments: [
            "", "a.b", "e30.e30.", "eyJhbGciOiJub25lIn0.W10.", "eyJhbGciOiJub25lIn0.e30.A",
            "eyJhbGciOiJub25lIn0=.e30.",
        ]
    )
    func refuses(_ token: String) {
        #expect(throws: JWTError.self) { try UnverifiedJWT(token) }
    }

    @Test("refuses a token over its size")
    func tooLarge() {
        #expect(throws: JWTError.tokenTooLarge(limit: 16_384)) {
            try UnverifiedJWT(String(repeating: "A", count: 16_385))
        }
    }
}
