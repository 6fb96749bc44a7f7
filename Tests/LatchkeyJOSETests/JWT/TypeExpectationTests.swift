import Testing

@testable import LatchkeyJOSE

@Suite("TypeExpectation")
struct TypeExpectationTests {
    private static func verify(_ typeMember: String, _ expectation: TypeExpectation) throws -> String? {
        let verifier = Fixed.verifier(try Fixed.hmac(), algorithms: [.hs256], type: expectation)
        return try verifier.verify(Forge.hs256(header: #"{"alg":"HS256"\#(typeMember)}"#), at: Fixed.now)
            .header.type
    }

    @Test(
        "compares media types without regard to case and application/",
        arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"]
    )
    func equal(_ type: String) throws {
        #expect(try Self.verify(#","typ":"\#(type)""#, "at+jwt") == type)
        #expect(try Self.verify(#","typ":"\#(type)""#, "application/at+jwt") == type)
    }

    @Test(
        "refuses any other type, and none",
        arguments: [
            "JWT", "at+jwt ", "text/at+jwt", "application/application/at+jwt", "at", "", "at+jwt/x",
            "\u{212a}", "dpop+jwt",
        ]
    )
    func different(_ type: String) throws {
        #expect(throws: JWTError.typeMismatch(expected: "at+jwt", found: type)) {
            try Self.verify(#","typ":"\#(type)""#, "at+jwt")
        }
        #expect(throws: JWTError.typeMismatch(expected: "at+jwt", found: nil)) {
            try Self.verify("", "at+jwt")
        }
    }

    @Test("waived, takes any type and none")
    func unchecked() throws {
        #expect(try Self.verify("", .unchecked) == nil)
        #expect(try Self.verify(#","typ":"anything""#, .unchecked) == "anything")
    }

    @Test("a token signed with its type is checked just the same when its header is known beforehand")
    func knownHeaders() throws {
        let key = try Fixed.hmac()
        let verifier = Fixed.verifier(key, algorithms: [.hs256], type: "at+jwt")
        #expect(
            try verifier.verify(JWT.sign(Fixed.claims, with: key, type: "at+jwt"), at: Fixed.now).header.type
                == "at+jwt"
        )
        #expect(throws: JWTError.typeMismatch(expected: "at+jwt", found: "JWT")) {
            try verifier.verify(JWT.sign(Fixed.claims, with: key), at: Fixed.now)
        }
        #expect(throws: JWTError.typeMismatch(expected: "at+jwt", found: nil)) {
            try verifier.verify(JWT.sign(Fixed.claims, with: key, type: nil), at: Fixed.now)
        }
    }
}
