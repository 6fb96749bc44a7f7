import Testing

@testable import LatchkeyJOSE

@Suite("JWSHeader")
struct JWSHeaderTests {
    /// Verifies a well signed token with this header.
    private static func verify(_ header: String) throws -> JWSHeader {
        let verifier = Fixed.verifier(try Fixed.hmac(), algorithms: [.hs256])
        return try verifier.verify(Forge.hs256(header: header), at: Fixed.now).header
    }

    private static func verify(_ header: [UInt8]) throws -> JWSHeader {
        let key = try Fixed.hmac()
        let token = try Forge.token(
            header: header,
            payload: Array(Forge.claims.utf8),
            key: key,
            algorithm: .hs256
        )
        return try Fixed.verifier(key, algorithms: [.hs256]).verify(token, at: Fixed.now).header
    }

    @Test("reads what it knows and keeps the rest")
    func parameters() throws {
        let header = try Self.verify(
            #"{"typ":"JWT","alg":"HS256","kid":"k","cty":"x","other":[1],"zip":"DEF","x5c":7}"#
        )
        #expect(header.type == "JWT" && header.keyID == "k" && header.contentType == "x")
        #expect(header.algorithm == .hs256 && header.algorithmName == "HS256")
        #expect(header.parameters["other"] == [1])
    }

    @Test("escapes equal the characters they stand for")
    func escapes() throws {
        #expect(try Self.verify(#"{"\u0061lg":"\u0048S256"}"#).algorithm == .hs256)
    }

    @Test("names that differ by octets are both kept")
    func distinctNames() throws {
        let header = try Self.verify("{\"alg\":\"HS256\",\"é\":1,\"e\u{301}\":2,\"K\":3,\"\u{212a}\":4}")
        #expect(header.parameters.count == 5)
    }

    @Test(
        "refuses a header that is not one JSON object, though well signed",
        arguments: [
            "", " ", "[]", "\"HS256\"", "null", #"{"alg":"HS256",}"#, #"{"alg":"HS256"}x"#,
            #"{"alg":"HS256"}{}"#,
            #"{'alg':'HS256'}"#, #"{"alg":"HS256"/**/}"#, #"{"alg":"HS256","x":NaN}"#,
            #"{"alg":"HS256","alg":"HS256"}"#,
            #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","\u0061lg":"none"}"#,
            #"{"alg":"HS256","kid":"a","kid":"b"}"#,
            #"{"alg":"HS256","x":"\ud800"}"#, #"{"alg":"HS256","x":{"y":1,"y":2}}"#,
        ]
    )
    func notJSON(_ header: String) throws {
        let error = #expect(throws: JWTError.self) { try Self.verify(header) }
        #expect(error?.code == "malformed")
    }

    @Test("refuses other encodings and broken UTF-8")
    func encodings() throws {
        let ascii = Array(#"{"alg":"HS256"}"#.utf8)
        let texts: [[UInt8]] = [
            ascii.flatMap { [$0, 0] }, ascii.flatMap { [0, $0] }, [0xff, 0xfe] + ascii.flatMap { [$0, 0] },
            [0xef, 0xbb, 0xbf] + ascii,
            ascii.dropLast() + Array(#","x":""#.utf8) + [0xc3, 0x28] + Array(#""}"#.utf8),
            ascii.dropLast() + Array(#","x":""#.utf8) + [0xed, 0xa0, 0x80] + Array(#""}"#.utf8),
            ascii.dropLast() + Array(#","x":""#.utf8) + [0xc0, 0xaf] + Array(#""}"#.utf8),
        ]
        for text in texts {
            let error = #expect(throws: JWTError.self) { try Self.verify(text) }
            #expect(error?.code == "malformed")
        }
    }

    @Test(
        "A3: refuses alg that is missing or no string",
        arguments: [
            (#"{}"#, "present"), (#"{"typ":"JWT"}"#, "present"), (#"{"ALG":"HS256"}"#, "present"),
            (#"{"alg":null}"#, "a string"),
            (#"{"alg":256}"#, "a string"), (#"{"alg":["HS256"]}"#, "a string"),
            (#"{"alg":{"alg":"HS256"}}"#, "a string"),
            (#"{"alg":true}"#, "a string"),
        ]
    )
    func algorithmType(_ header: String, _ expected: String) {
        #expect(throws: JWTError.headerInvalid(name: "alg", expected: expected)) { try Self.verify(header) }
    }

    @Test("refuses typ, cty and kid that are no strings", arguments: ["typ", "cty", "kid"])
    func stringParameters(_ name: String) {
        for value in ["null", "1", "[]", "{}", "true", #"["JWT"]"#] {
            #expect(throws: JWTError.headerInvalid(name: name, expected: "a string")) {
                try Self.verify(#"{"alg":"HS256","\#(name)":\#(value)}"#)
            }
        }
    }

    @Test(
        "refuses every crit, since no extension is understood",
        arguments: [
            (#""crit":["exp"],"exp":1"#, "exp"), (#""crit":["b64"],"b64":true"#, "b64"),
            (#""crit":["b64"],"b64":false"#, "b64"),
            (#""crit":["alg"]"#, "alg"), (#""crit":["x"]"#, "x"), (#""crit":["x","x"],"x":1"#, "x"),
            (#""crit":[""]"#, ""),
            (#""\u0063rit":["x"],"x":1"#, "x"),
            (#""crit":["http://example.com/x","exp"],"http://example.com/x":1"#, "http://example.com/x"),
        ]
    )
    func critical(_ members: String, _ name: String) {
        #expect(throws: JWTError.criticalHeaderUnsupported(name: name)) {
            try Self.verify(#"{"alg":"HS256",\#(members)}"#)
        }
    }

    @Test(
        "refuses a crit that is no list of names",
        arguments: ["[]", "null", "\"exp\"", "{}", "1", "true", "[1]", "[null]", "[[]]"]
    )
    func criticalForm(_ value: String) {
        let error = #expect(throws: JWTError.self) { try Self.verify(#"{"alg":"HS256","crit":\#(value)}"#) }
        #expect(error?.code == "header_invalid")
    }

    @Test(
        "refuses b64 other than true, with and without crit",
        arguments: ["false", "null", "0", "\"false\"", "[]"]
    )
    func unencodedPayload(_ value: String) {
        #expect(throws: JWTError.criticalHeaderUnsupported(name: "b64")) {
            try Self.verify(#"{"alg":"HS256","b64":\#(value)}"#)
        }
    }

    @Test("refuses an unencoded payload, signed as RFC 7797 says")
    func rawPayload() throws {
        let header = Base64URL.encode(Array(#"{"alg":"HS256","b64":false,"crit":["b64"]}"#.utf8))
        let token = Forge.hmac("\(header).\(Forge.claims)", secret: Fixed.secret)
        #expect(throws: JWTError.self) {
            try Fixed.verifier(Fixed.hmac(), algorithms: [.hs256]).verify(token, at: Fixed.now)
        }
    }
}
