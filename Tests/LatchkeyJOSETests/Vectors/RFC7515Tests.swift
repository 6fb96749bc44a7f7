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

    static let rs256Signature = """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9\
        uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB\
        _eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq\
        Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
        """
    static let es256Signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

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
            "eyJhbGciOiJSUzI1NiJ9." + Self.payload + "." + Self.rs256Signature
        try check(token, JWK(json: Self.rsaKey), .rs256)
    }

    @Test("A.3: ES256 [A5]")
    func es256() throws {
        let token =
            "eyJhbGciOiJFUzI1NiJ9." + Self.payload
            + "." + Self.es256Signature
        try check(token, JWK(json: Self.ecKey), .es256)
    }

    @Test("A.4: ES512")
    func es512() throws {
        let key = try JWK(
            json: """
                {"kty":"EC","crv":"P-521",\
                "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",\
                "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",\
                "d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C"}
                """
        )
        let token = """
            eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO\
            0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn
            """
        for key in [key, try #require(key.publicKey)] {
            let jws = try JWSVerifier(key: key, algorithms: [.es512]).verify(token)
            #expect(jws.payload == Array("Payload".utf8))
        }
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

    /// The signatures of A.2 and A.3 under headers without a name; the names of the keys are unprotected.
    static let general = """
        {"payload":"\(payload)","signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{"kid":"2010-12-29"},\
        "signature":"\(rs256Signature)"},{"protected":"eyJhbGciOiJFUzI1NiJ9",\
        "header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"\(es256Signature)"}]}
        """

    @Test("A.6: the general JSON serialisation, with two signatures")
    func generalJSON() throws {
        let (rsa, ec) = try (JWK(json: Self.rsaKey), JWK(json: Self.ecKey))
        let keys = JWKSet([rsa.named("2010-12-29"), ec.named("e9bc097a-ce51-4036-9562-d2ade882db0d")])
        let jws = try JWSVerifier(keys: keys, algorithms: [.rs256, .es256])
            .verify(json: Self.general, requiring: .all)
        #expect(String(decoding: jws.payload, as: UTF8.self) == Self.claims)
        #expect(jws.signers.map(\.keyID) == ["2010-12-29", "e9bc097a-ce51-4036-9562-d2ade882db0d"])
        #expect(jws.verdicts.map(\.header.algorithm) == [.rs256, .es256])
        #expect(jws.verdicts[0].unprotectedHeader == ["kid": "2010-12-29"])
    }

    @Test("A.7: the flattened JSON serialisation")
    func flattenedJSON() throws {
        let json = """
            {"payload":"\(Self.payload)","protected":"eyJhbGciOiJFUzI1NiJ9",\
            "header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"\(Self.es256Signature)"}
            """
        let verifier = try JWSVerifier(key: JWK(json: Self.ecKey), algorithms: [.es256])
        let jws = try verifier.verify(json: json, requiring: .all)
        #expect(String(decoding: jws.payload, as: UTF8.self) == Self.claims)
        #expect(jws.verdicts.map(\.header.keyID) == ["e9bc097a-ce51-4036-9562-d2ade882db0d"])
    }

    @Test("C: base64url without padding")
    func base64url() {
        #expect(Base64URL.encode([3, 236, 255, 224, 193]) == "A-z_4ME")
        #expect(Base64URL.decode("A-z_4ME") == [3, 236, 255, 224, 193])
    }

    @Test("F: detached content, compact and in JSON")
    func detached() throws {
        let payload = Array(Self.claims.utf8)
        let verifier = try JWSVerifier(key: JWK(json: Self.ecKey), algorithms: [.es256])
        let compact = "eyJhbGciOiJFUzI1NiJ9..\(Self.es256Signature)"
        #expect(try verifier.verify(compact, detachedPayload: payload).payload == payload)
        let json = #"{"protected":"eyJhbGciOiJFUzI1NiJ9","signature":"\#(Self.es256Signature)"}"#
        #expect(
            try verifier.verify(json: json, requiring: .all, detachedPayload: payload).payload == payload
        )
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

extension JWK {
    fileprivate func named(_ keyID: String) -> JWK {
        var key = self
        key.keyID = keyID
        return key
    }
}
