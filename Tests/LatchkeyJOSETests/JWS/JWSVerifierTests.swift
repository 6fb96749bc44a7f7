import Testing

@testable import LatchkeyJOSE

@Suite("JWSVerifier")
struct JWSVerifierTests {
    static func verifier(_ understood: [String] = []) throws -> JWSVerifier {
        try JWSVerifier(key: Fixed.hmac(), algorithms: [.hs256], understood: understood)
    }

    @Test("any flipped bit of a detached payload, and a payload too many, is refused")
    func detached() throws {
        let payload = Array("a file".utf8)
        let token = try JWSSigner(key: Fixed.hmac()).signDetached(payload)
        let verifier = try Self.verifier()
        #expect(try verifier.verify(token, detachedPayload: payload).payload == payload)
        for index in payload.indices {
            var other = payload
            other[index] ^= 1
            #expect(throws: JWTError.signatureInvalid) { try verifier.verify(token, detachedPayload: other) }
        }
        #expect(throws: JWTError.signatureInvalid) { try verifier.verify(token, detachedPayload: []) }
        #expect(throws: JWTError.signatureInvalid) { try verifier.verify(token) }
        let attached = try JWS.sign(payload, with: Fixed.hmac())
        #expect(throws: JWTError.malformed(reason: "its payload is not detached")) {
            try verifier.verify(attached, detachedPayload: payload)
        }
    }

    @Test("a payload that is empty is a payload")
    func emptyPayload() throws {
        let token = try JWS.sign([], with: Fixed.hmac())
        #expect(try Self.verifier().verify(token).payload.isEmpty)
        #expect(try Self.verifier().verify(token, detachedPayload: []).payload.isEmpty)
    }

    static let criticalHeaders: [(header: String, error: JWTError)] = [
        (
            #""crit":[],"x":1"#,
            .headerInvalid(name: "crit", expected: "a list of parameter names that is not empty")
        ),
        (#""crit":"x","x":1"#, .headerInvalid(name: "crit", expected: "a list of parameter names")),
        (#""crit":null"#, .headerInvalid(name: "crit", expected: "a list of parameter names")),
        (#""crit":[1],"x":1"#, .headerInvalid(name: "crit", expected: "a list of parameter names")),
        (#""crit":["x","x"],"x":1"#, .headerInvalid(name: "crit", expected: "a list without repetition")),
        (
            #""crit":["x"]"#,
            .headerInvalid(name: "crit", expected: "a list of parameters of the protected header")
        ),
        (
            #""crit":["alg"]"#,
            .headerInvalid(name: "crit", expected: "a list without registered parameters")
        ),
        (#""crit":["y"],"y":1"#, .criticalHeaderUnsupported(name: "y")),
        (#""crit":["x","y"],"x":1,"y":1"#, .criticalHeaderUnsupported(name: "y")),
        (#""b64":false"#, .headerInvalid(name: "crit", expected: "a list with b64")),
        (#""b64":false,"crit":["x"],"x":1"#, .headerInvalid(name: "crit", expected: "a list with b64")),
        (#""b64":0,"crit":["b64"]"#, .headerInvalid(name: "b64", expected: "true or false")),
        (#""b64":"false","crit":["b64"]"#, .headerInvalid(name: "b64", expected: "true or false")),
        (#""b64":null,"crit":["b64"]"#, .headerInvalid(name: "b64", expected: "true or false")),
    ]

    @Test(
        "refuses what is critical and not understood, and crit that breaks its rules",
        arguments: criticalHeaders
    )
    func critical(_ members: String, _ error: JWTError) throws {
        let token = try Forge.hs256(header: #"{"alg":"HS256",\#(members)}"#)
        #expect(throws: error) { try Self.verifier(["x", "b64"]).verify(token) }
    }

    @Test(
        "takes what is critical and understood",
        arguments: [
            #""crit":["x"],"x":1"#, #""b64":true"#, #""b64":true,"crit":["b64"]"#,
        ]
    )
    func understood(_ members: String) throws {
        let token = try Forge.hs256(header: #"{"alg":"HS256",\#(members)}"#)
        #expect(try Self.verifier(["x", "b64"]).verify(token).payload == Array(Forge.claims.utf8))
    }

    @Test("extensions are known by their octets: a canonically equal name is another one")
    func names() throws {
        let token = try Forge.hs256(header: "{\"alg\":\"HS256\",\"crit\":[\"e\u{301}\"],\"e\u{301}\":1}")
        #expect(throws: JWTError.criticalHeaderUnsupported(name: "e\u{301}")) {
            try Self.verifier(["\u{e9}"]).verify(token)
        }
    }

    @Test(
        "refuses an unencoded payload that is more than printable ASCII",
        arguments: [
            "a\nb", "a\u{0}", "é", "\u{7f}", "\t",
        ]
    )
    func unencodedCharacters(_ payload: String) throws {
        let header = Base64URL.encode(#"{"alg":"HS256","b64":false,"crit":["b64"]}"#.utf8)
        let token = try Forge.sign(header + "." + payload, key: Fixed.hmac(), algorithm: .hs256)
        #expect(
            throws: JWTError.malformed(
                reason: "the unencoded payload is not printable ASCII without dots"
            )
        ) { try Self.verifier(["b64"]).verify(token) }
    }

    @Test("the text of an encoded payload does not verify as an unencoded one, nor the other way round")
    func confusion() throws {
        let key = try Fixed.hmac()
        let payload = Array("aGVsbG8".utf8)
        let unencoded = try JWSSigner(key: key, payloadEncoding: .unencoded).sign(payload)
        let jws = try Self.verifier(["b64"]).verify(unencoded)
        #expect(jws.payload == payload)
        let encoded = try JWSSigner(key: key).sign(Array("hello".utf8))
        let mixed =
            unencoded.split(separator: ".")[0] + "."
            + encoded.split(separator: ".")[1...].joined(separator: ".")
        #expect(throws: JWTError.signatureInvalid) { try Self.verifier(["b64"]).verify(String(mixed)) }
    }

    @Test("refuses keys, algorithms and sizes as a JWTVerifier does")
    func rules() throws {
        let token = try JWS.sign([1], with: Fixed.hmac())
        let p256 = try #require(Fixed.p256().publicKey)
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try JWSVerifier(key: p256, algorithms: [.es256]).verify(token)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try JWSVerifier(key: p256, algorithms: [.es256, .hs256]).verify(token)
        }
        #expect(throws: JWTError.keyUnknown(keyID: nil)) {
            try JWSVerifier(keys: JWKSet([p256]), algorithms: [.es256, .hs256]).verify(token)
        }
        let none = Base64URL.encode(#"{"alg":"none"}"#.utf8) + ".AQ."
        #expect(throws: JWTError.algorithmNotAllowed(name: "none")) { try Self.verifier().verify(none) }
        let limits = TokenLimits(tokenSize: token.utf8.count - 1)
        let small = try JWSVerifier(key: Fixed.hmac(), algorithms: [.hs256], limits: limits)
        #expect(throws: JWTError.tokenTooLarge(limit: token.utf8.count - 1)) { try small.verify(token) }
        #expect(throws: JWTError.tokenTooLarge(limit: token.utf8.count - 1)) {
            try small.verify(json: token + " ", requiring: .any)
        }
    }

    @Test("a resolver finds keys by the header")
    func resolver() throws {
        struct ByName: KeyResolver {
            func keys(for header: JWSHeader) throws(JWTError) -> JWKSet {
                guard header.keyID == "k1", var key = try? Fixed.hmac() else {
                    throw .keyUnknown(keyID: header.keyID)
                }
                key.keyID = "k1"
                return JWKSet([key])
            }
        }
        let verifier = JWSVerifier(resolver: ByName(), algorithms: [.hs256])
        let token = try JWS.sign([1], with: Fixed.hmac(), header: ["kid": "k1"])
        #expect(try verifier.verify(token).keyID == "k1")
        #expect(throws: JWTError.keyUnknown(keyID: "k2")) {
            try verifier.verify(JWS.sign([1], with: Fixed.hmac(), header: ["kid": "k2"]))
        }
    }
}
