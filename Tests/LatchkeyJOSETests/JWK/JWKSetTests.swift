import Testing

@testable import LatchkeyJOSE

@Suite("JWKSet")
struct JWKSetTests {
    private static let ed =
        #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"ed"}"#
    private static let secret = #"{"kty":"oct","k":"\#(Base64URL.encode(Fixed.secret))","kid":"s"}"#

    @Test("A25: leaves out keys that are broken or not supported, and unknown members")
    func skips() throws {
        let json = """
            {"keys":[{"kty":"AKP","alg":"ML-DSA-65","pub":"AA"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},7,null,"x",[],{},
            {"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"oct","k":"AA"},\(Self.ed)],"other":{"a":1}}
            """.replacing(#"{"kty":"oct","k":"AA"},"#, with: "")
        #expect(try JWKSet(json: json).keys.map(\.keyID) == ["ed"])
        #expect(try JWKSet(json: #"{"keys":[]}"#).keys.isEmpty)
    }

    @Test(
        "A25: refuses what has no array of keys",
        arguments: [
            #"{"KEYS":[]}"#, #"{"keys":null}"#, #"{"keys":{}}"#, #"{"keys":"x"}"#, "{}", #"{"keys ":[]}"#,
        ]
    )
    func noKeys(_ json: String) {
        #expect(throws: JWTError.keyInvalid(reason: "the set has no array of keys")) {
            try JWKSet(json: json)
        }
    }

    @Test(
        "refuses text that is no JSON object",
        arguments: ["", "[]", #"{"keys":[],"keys":[]}"#, #"{"keys":[}"#]
    )
    func notJSON(_ json: String) {
        let error = #expect(throws: JWTError.self) { try JWKSet(json: json) }
        #expect(error?.code == "key_invalid")
    }

    @Test("A26: refuses two keys with one kid")
    func duplicateKeyIDs() {
        #expect(throws: JWTError.keyInvalid(reason: "two keys of the set have one kid")) {
            try JWKSet(json: "{\"keys\":[\(Self.ed),\(Self.ed)]}")
        }
    }

    @Test("kids that differ by octets are different")
    func distinctKeyIDs() throws {
        let one = Self.ed.replacing(#""ed""#, with: "\"é\"")
        let other = Self.ed.replacing(#""ed""#, with: "\"e\u{301}\"")
        #expect(try JWKSet(json: "{\"keys\":[\(one),\(other)]}").keys.count == 2)
    }

    @Test("A26: refuses a symmetric key beside others, even one that is too short to use")
    func mixedTypes() throws {
        let reason = "the set has a symmetric key beside others"
        for symmetric in [Self.secret, #"{"kty":"oct","k":"AA"}"#, #"{"kty":"oct"}"#] {
            #expect(throws: JWTError.keyInvalid(reason: reason)) {
                try JWKSet(json: "{\"keys\":[\(symmetric),\(Self.ed)]}")
            }
            #expect(throws: JWTError.keyInvalid(reason: reason)) {
                try JWKSet(json: "{\"keys\":[\(Self.ed),\(symmetric)]}")
            }
        }
        #expect(try JWKSet(json: "{\"keys\":[\(Self.secret)]}").keys.count == 1)
        // A type that nobody knows might as well not be there (RFC 7517 §5).
        #expect(try JWKSet(json: #"{"keys":[{"kty":"XX"},\#(Self.secret),{}]}"#).keys.count == 1)
    }

    @Test("A27: publishes no private and no symmetric member")
    func publicKeys() throws {
        let keys = JWKSet([try Fixed.rsa(), try Fixed.p256(), try Fixed.ed25519(), try Fixed.hmac()])
        let published = try JSONObject(json: keys.publicKeys.json())
        guard case .array(let elements) = published["keys"] else {
            Issue.record("no array")
            return
        }
        #expect(elements.count == 3)
        for case .object(let key) in elements {
            #expect(Set(key.names).isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]))
        }
    }
}
