import Testing

@testable import LatchkeyJOSE

@Suite("DangerouslyUnsecuredJWT")
struct DangerouslyUnsecuredJWTTests {
    /// RFC 7519 §6.1.
    private static let example = """
        eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y\
        b290Ijp0cnVlfQ.
        """

    @Test("RFC 7519 §6.1: the example is read through this door")
    func example() throws {
        let jwt = try DangerouslyUnsecuredJWT.read(Self.example)
        #expect(try jwt.payload.string("iss") == "joe" && jwt.header.algorithmName == "none")
    }

    @Test("what is written is read again")
    func roundTrip() throws {
        let token = try DangerouslyUnsecuredJWT.write(Fixed.claims, header: ["x": 1])
        #expect(token.hasSuffix("."))
        let jwt = try DangerouslyUnsecuredJWT.read(token)
        #expect(try jwt.payload.string("sub") == "42" && jwt.header.type == "JWT")
        #expect(throws: JWTError.headerInvalid(name: "alg", expected: "none")) {
            try DangerouslyUnsecuredJWT.write(Fixed.claims, header: ["alg": "HS256"])
        }
    }

    @Test("reads no signed token, none with a signature, and no other spelling of none")
    func refusals() throws {
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try DangerouslyUnsecuredJWT.read(Forge.hs256())
        }
        #expect(throws: JWTError.signatureInvalid) { try DangerouslyUnsecuredJWT.read(Self.example + "AAAA") }
        for name in ["None", "NONE", "none ", "", "n\u{f3}ne"] {
            let header = try JSONObject(members: [("alg", .string(name))]).json()
            let token = "\(Base64URL.encode(header.utf8)).\(Base64URL.encode(Forge.claims.utf8))."
            #expect(throws: JWTError.algorithmNotAllowed(name: name)) {
                try DangerouslyUnsecuredJWT.read(token)
            }
        }
    }

    @Test(
        "A4: no verifier accepts such a token, whatever its keys and algorithms",
        arguments: Fixed.algorithms
    )
    func noVerifier(_ algorithm: SignatureAlgorithm) throws {
        let token = try DangerouslyUnsecuredJWT.write(Fixed.claims)
        let verifier = Fixed.verifier(try Fixed.key(algorithm), algorithms: Set(SignatureAlgorithm.allCases))
        for text in [token, token + "AAAA", String(token.dropLast())] {
            #expect(throws: JWTError.self) { try verifier.verify(text, at: Fixed.now) }
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "none")) {
            try verifier.verify(token, at: Fixed.now)
        }
    }
}
