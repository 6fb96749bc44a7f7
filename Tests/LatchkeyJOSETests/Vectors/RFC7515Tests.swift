import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The examples of RFC 7515, appendix A.
@Suite("RFC 7515")
struct RFC7515Tests {
    static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    static let claims = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"

    static let hmacKey = """
        {"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}
        """
    static let rsaKey = """
        {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4Ql\
        L-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7W\
        TBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD\
        TW9gb54h4FRWyuXpoQ","e":"AQAB"}
        """
    static let ecKey = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
        """

    @Test("A.1: HS256 with the header as printed [A5]")
    func hs256() throws {
        let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + Self.payload
        let token = input + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        let key = try JWK(json: Self.hmacKey)
        #expect(try Forge.sign(input, key: key, algorithm: .hs256) == token)
        try check(token, key, .hs256)
    }

    @Test("A.2: RS256 [A5]")
    func rs256() throws {
        let token =
            "eyJhbGciOiJSUzI1NiJ9." + Self.payload + """
                .cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF\
                9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcO\
                Ln6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmt\
                VrBp0igcN_IoypGlUPQGe77Rw
                """
        try check(token, JWK(json: Self.rsaKey), .rs256)
    }

    @Test("A.3: ES256 [A5]")
    func es256() throws {
        let token =
            "eyJhbGciOiJFUzI1NiJ9." + Self.payload
            + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        try check(token, JWK(json: Self.ecKey), .es256)
    }

    @Test("A.5: the unsecured token is refused")
    func unsecured() throws {
        let verifier = try Fixed.verifier(
            JWK(json: Self.hmacKey),
            algorithms: Set(Fixed.algorithms)
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "none")) {
            try verifier.verifySignature("eyJhbGciOiJub25lIn0." + Self.payload + ".")
        }
    }

    @Test("E: the token that must be rejected because of its crit")
    func criticalHeader() throws {
        let token = try Forge.hs256(
            header:
                "{\"alg\":\"HS256\",\r\n \"crit\":[\"http://example.invalid/UNDEFINED\"],\r\n \"http://example.invalid/UNDEFINED\":true\r\n}"
        )
        #expect(throws: JWTError.criticalHeaderUnsupported(name: "http://example.invalid/UNDEFINED")) {
            try Fixed.verifier(Fixed.hmac(), algorithms: [.hs256]).verifySignature(token)
        }
    }

    private func check(_ token: String, _ key: JWK, _ algorithm: SignatureAlgorithm) throws {
        let verifier = JWTVerifier(
            key: key.publicKey ?? key,
            algorithms: [algorithm],
            issuer: "joe",
            audience: .absent
        )
        #expect(try String(decoding: verifier.verifySignature(token).payload, as: UTF8.self) == Self.claims)
        let expiry = Date(timeIntervalSince1970: 1_300_819_380)
        let jwt = try verifier.verify(token, at: expiry - 1)
        #expect(jwt.issuer == "joe")
        #expect(jwt.expiresAt == expiry)
        #expect(try jwt.payload.bool("http://example.com/is_root") == true)
        #expect(throws: JWTError.tokenExpired(at: expiry)) { try verifier.verify(token, at: expiry) }
    }
}
