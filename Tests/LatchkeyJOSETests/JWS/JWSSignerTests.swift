import Testing

@testable import LatchkeyJOSE

@Suite("JWSSigner")
struct JWSSignerTests {
    @Test("signs any octets with each algorithm", arguments: Fixed.algorithms)
    func anyOctets(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        let verifier = JWSVerifier(key: key.publicKey ?? key, algorithms: [algorithm])
        for payload in [[], [0], [0xff, 0xfe], [UInt8](0...255)] {
            let token = try JWS.sign(payload, with: key, algorithm: algorithm)
            let jws = try verifier.verify(token)
            #expect(jws.payload == payload)
            #expect(jws.header.algorithm == algorithm)
            #expect(jws.header.type == nil)
        }
    }

    @Test("the header holds alg, typ and kid, then what the caller adds")
    func header() throws {
        var key = try Fixed.hmac()
        key.keyID = "k1"
        let signer = try JWSSigner(key: key, type: "JOSE", header: ["x": 1, "cty": "text/plain"])
        #expect(
            signer.header.parameters.json()
                == #"{"alg":"HS256","typ":"JOSE","kid":"k1","cty":"text/plain","x":1}"#
        )
        let token = try signer.sign([1])
        let jws = try JWSVerifier(key: key, algorithms: [.hs256], type: "jose").verify(token)
        #expect(jws.header.contentType == "text/plain")
        #expect(jws.keyID == "k1")
        #expect(throws: JWTError.typeMismatch(expected: "other", found: "JOSE")) {
            try JWSVerifier(key: key, algorithms: [.hs256], type: "other").verify(token)
        }
    }

    static let refused: [(protected: [String: JSONValue], unprotected: [String: JSONValue], name: String)] = [
        (["alg": "HS512"], [:], "alg"),
        ([:], ["alg": "none"], "alg"),
        (["crit": ["b64"]], [:], "crit"),
        ([:], ["crit": ["exp"]], "crit"),
        (["b64": false], [:], "b64"),
        ([:], ["b64": false], "b64"),
        (["x": 1], ["x": 1], "x"),
        (["kid": "a"], ["kid": "a"], "kid"),
        (["typ": 1], [:], "typ"),
        ([:], ["kid": 1], "kid"),
        (["x": .double(.infinity)], [:], "header"),
    ]

    @Test("refuses headers that contradict themselves or the key", arguments: refused)
    func refuses(
        _ protected: [String: JSONValue],
        _ unprotected: [String: JSONValue],
        _ name: String
    ) throws {
        let error = #expect(throws: JWTError.self) {
            try JWSSigner(key: Fixed.hmac(), header: protected, unprotectedHeader: unprotected)
        }
        guard case .headerInvalid(name, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a critical parameter must stand in the protected header, once, and be no registered one")
    func critical() throws {
        let key = try Fixed.hmac()
        let signer = try JWSSigner(key: key, header: ["exp": 1], critical: ["exp"])
        #expect(signer.header.parameters.json() == #"{"alg":"HS256","exp":1,"crit":["exp"]}"#)
        let token = try signer.sign([1])
        #expect(throws: JWTError.criticalHeaderUnsupported(name: "exp")) {
            try JWSVerifier(key: key, algorithms: [.hs256]).verify(token)
        }
        let jws = try JWSVerifier(key: key, algorithms: [.hs256], understood: ["exp"]).verify(token)
        #expect(try jws.header.parameters.integer("exp") == 1)
        for names in [["absent"], ["exp", "exp"], ["alg"], ["typ"]] {
            #expect(throws: JWTError.self) {
                try JWSSigner(key: key, type: "x", header: ["exp": 1], critical: names)
            }
        }
        #expect(throws: JWTError.self) {
            try JWSSigner(key: key, unprotectedHeader: ["exp": 1], critical: ["exp"])
        }
    }

    @Test("an unprotected header has no place in a compact token")
    func unprotectedCompact() throws {
        let signer = try JWSSigner(key: Fixed.hmac(), unprotectedHeader: ["x": 1])
        let error = JWTError.headerInvalid(name: "header", expected: "all protected in a compact token")
        #expect(throws: error) { try signer.sign([1]) }
        #expect(throws: error) { try signer.signDetached([1]) }
    }

    @Test("a public key, or one that must not sign, does not sign")
    func unsuitableKeys() throws {
        let key = try Fixed.p256()
        let publicKey = try #require(key.publicKey)
        #expect(throws: JWTError.keyUnsuitable(reason: "it has no private part")) {
            try JWSSigner(key: publicKey)
        }
        var encryption = key
        encryption.use = "enc"
        #expect(throws: JWTError.keyUnsuitable(reason: "its use is not sig")) {
            try JWSSigner(key: encryption)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try JWSSigner(key: key, algorithm: .hs256)
        }
    }

    @Test("several signers must be there and agree on the encoding of the payload")
    func severalSigners() throws {
        #expect(throws: JWTError.malformed(reason: "nobody signs it")) { try JWS.signGeneral([1], by: []) }
        let signers = try [JWSPayloadEncoding.base64url, .unencoded].map {
            try JWSSigner(key: Fixed.hmac(), payloadEncoding: $0)
        }
        #expect(throws: JWTError.malformed(reason: "its signers encode the payload in different ways")) {
            try JWS.signGeneral([0x31], by: signers)
        }
    }

    @Test("an unencoded payload must be text in JSON, and may be anything detached")
    func unencoded() throws {
        let key = try Fixed.hmac()
        let signer = try JWSSigner(key: key, payloadEncoding: .unencoded)
        let verifier = JWSVerifier(key: key, algorithms: [.hs256], understood: ["b64"])
        let text = Array("a.b\"\\\n\u{1}é\u{10ffff}".utf8)
        #expect(try verifier.verify(json: signer.signFlattened(text), requiring: .all).payload == text)
        #expect(throws: JWTError.self) { try signer.signFlattened([0xff]) }
        let token = try signer.signDetached([0xff, 0x2e])
        #expect(try verifier.verify(token, detachedPayload: [0xff, 0x2e]).payload == [0xff, 0x2e])
        for payload in ["a.b", "a\n", "é", "\u{7f}", "a\u{0}"] {
            #expect(throws: JWTError.self) { try signer.sign(Array(payload.utf8)) }
        }
    }
}
