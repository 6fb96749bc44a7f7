import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The examples of RFC 7519 that are not encrypted.
@Suite("RFC 7519")
struct RFC7519Tests {
    @Test("3.1: the example JWT")
    func example() throws {
        let token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + RFC7515Tests.payload
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let verifier = try JWTVerifier(
            key: JWK(json: RFC7515Tests.hmacKey),
            algorithms: [.hs256],
            issuer: "joe",
            audience: .absent,
            type: "JWT"
        )
        let expiry = Date(timeIntervalSince1970: 1_300_819_380)
        let jwt = try verifier.verify(token, at: expiry - 0.001)
        #expect(jwt.header.type == "JWT")
        #expect(jwt.issuer == "joe")
        #expect(jwt.payload["http://example.com/is_root"] == true)
        #expect(throws: JWTError.tokenExpired(at: expiry)) { try verifier.verify(token, at: expiry) }
    }

    @Test("6.1: the unsecured JWT is refused, and read by the door for what nobody vouches for")
    func unsecured() throws {
        let token = "eyJhbGciOiJub25lIn0." + RFC7515Tests.payload + "."
        let verifier = try JWTVerifier(
            key: JWK(json: RFC7515Tests.hmacKey),
            algorithms: Set(SignatureAlgorithm.allCases),
            issuer: .unchecked,
            audience: .unchecked,
            expiry: .unchecked
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "none")) {
            try verifier.verify(token, at: Fixed.now)
        }
        #expect(try UnverifiedJWT(token).payload.string("iss") == "joe")
    }
}
