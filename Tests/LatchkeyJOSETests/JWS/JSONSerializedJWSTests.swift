import Testing

@testable import LatchkeyJOSE

@Suite("JWS in JSON")
struct JSONSerializedJWSTests {
    static let payload = Array("a contract".utf8)

    static func keys() throws -> [JWK] {
        try [Fixed.hmac(), Fixed.p256(), Fixed.ed25519(), Fixed.rsa()].enumerated().map { index, key in
            var key = key
            key.keyID = "k\(index)"
            return key
        }
    }

    static let algorithms: Set<SignatureAlgorithm> = [.hs256, .es256, .eddsa, .rs256]

    static func verifier(_ keys: [JWK], limits: TokenLimits = .default) -> JWSVerifier {
        JWSVerifier(keys: JWKSet(keys), algorithms: algorithms, limits: limits)
    }

    @Test("says which keys signed, under both policies")
    func policies() throws {
        let keys = try Self.keys()
        let json = try JWS.signGeneral(Self.payload, by: keys.map { try JWSSigner(key: $0) })
        let all = try Self.verifier(keys).verify(json: json, requiring: .all)
        #expect(all.signers.map(\.keyID) == ["k0", "k1", "k2", "k3"])
        #expect(all.signers.map(\.isPrivate) == [true, false, false, false])
        let few = Self.verifier([keys[1], keys[3]])
        let any = try few.verify(json: json, requiring: .any)
        #expect(any.payload == Self.payload)
        #expect(any.verdicts.map(\.isValid) == [false, true, false, true])
        #expect(any.verdicts[0].error == .keyUnknown(keyID: "k0"))
        #expect(any.signers.map(\.keyID) == ["k1", "k3"])
        #expect(throws: JWTError.keyUnknown(keyID: "k0")) { try few.verify(json: json, requiring: .all) }
        #expect(throws: JWTError.keyUnknown(keyID: "k0")) {
            try Self.verifier([]).verify(json: json, requiring: .any)
        }
    }

    @Test("one forged signature among good ones counts under all, and is told under any")
    func forged() throws {
        let keys = try Self.keys()
        let signers = try keys.map { try JWSSigner(key: $0) }
        let json = try JWS.signGeneral(Self.payload, by: signers)
        let other = try JWS.signGeneral(Array("another".utf8), by: signers)
        let object = try JSONObject(json: json)
        var mixed = try #require(object.list("signatures"))
        mixed[2] = try #require(JSONObject(json: other).list("signatures"))[2]
        let text = try JSONObject(members: [
            ("payload", #require(object["payload"])), ("signatures", .array(mixed)),
        ])
        .json()
        let verifier = Self.verifier(keys)
        #expect(throws: JWTError.signatureInvalid) { try verifier.verify(json: text, requiring: .all) }
        let any = try verifier.verify(json: text, requiring: .any)
        #expect(any.verdicts.map(\.error) == [nil, nil, .signatureInvalid, nil])
        #expect(any.verdicts[2].key == nil)
    }

    @Test("any changed octet of a text is refused or makes no difference to what was signed")
    func flipped() throws {
        let key = try Fixed.hmac()
        let text = Array(
            try JWSSigner(key: key, unprotectedHeader: ["x": "y"]).signFlattened(Self.payload).utf8
        )
        let verifier = JWSVerifier(key: key, algorithms: [.hs256])
        for index in text.indices {
            for bit in 0..<7 {
                var changed = text
                changed[index] ^= 1 << bit
                let jws = try? verifier.verify(
                    json: String(decoding: changed, as: UTF8.self),
                    requiring: .all
                )
                #expect(jws == nil || jws?.payload == Self.payload)
            }
        }
    }

    static let header = Base64URL.encode(#"{"alg":"HS256"}"#.utf8)
    static let good = #""protected":"\#(header)","signature":"AA""#
    static let malformed: [(json: String, reason: String)] = [
        (#"{\#(good)}"#, "its payload is detached, and none was given"),
        (#"{"payload":"",\#(good),"signatures":[{\#(good)}]}"#, "it is both a general and a flattened JWS"),
        (
            #"{"payload":"","header":{},"signatures":[{\#(good)}]}"#,
            "it is both a general and a flattened JWS"
        ),
        (#"{"payload":"","signatures":[]}"#, "signatures is not a list with one element at least"),
        (#"{"payload":"","signatures":{}}"#, "signatures is not a list with one element at least"),
        (#"{"payload":"","signatures":null}"#, "signatures is not a list with one element at least"),
        (#"{"payload":"","signatures":["x"]}"#, "signatures holds something that is no object"),
        (#"{"payload":null,\#(good)}"#, "payload is not a string"),
        (#"{"payload":{},\#(good)}"#, "payload is not a string"),
        (#"{"payload":"=",\#(good)}"#, "the payload is not base64url"),
        (#"{"payload":"","protected":"\#(header)"}"#, "it has no signature"),
        (#"{"payload":"","protected":"\#(header)","signature":1}"#, "signature is not a string"),
        (#"{"payload":"","protected":"\#(header)","signature":"AB"}"#, "the signature is not base64url"),
        (#"{"payload":"","protected":{"alg":"HS256"},"signature":"AA"}"#, "protected is not a string"),
        (
            #"{"payload":"","protected":"\#(header)=","signature":"AA"}"#,
            "the protected header is not base64url"
        ),
        (#"{"payload":"",\#(good),"header":null}"#, "header is not an object"),
        (#"{"payload":"",\#(good),"header":"x"}"#, "header is not an object"),
    ]

    @Test("refuses what is no JWS in JSON", arguments: malformed)
    func refuses(_ json: String, _ reason: String) throws {
        let verifier = try Self.verifier([Fixed.hmac()])
        #expect(throws: JWTError.malformed(reason: reason)) {
            try verifier.verify(json: json, requiring: .any)
        }
    }

    static let headers: [(protected: String?, unprotected: String, error: JWTError)] = [
        (
            #"{"alg":"HS256"}"#, #"{"alg":"HS256"}"#,
            .headerInvalid(name: "alg", expected: "in one of the two headers only")
        ),
        (
            #"{"alg":"HS256","x":1}"#, #"{"\u0078":1}"#,
            .headerInvalid(name: "x", expected: "in one of the two headers only")
        ),
        (#"{"alg":"HS256"}"#, #"{"crit":["x"],"x":1}"#, .headerInvalid(name: "crit", expected: "protected")),
        (#"{"alg":"HS256"}"#, #"{"b64":false}"#, .headerInvalid(name: "b64", expected: "protected")),
        (#"{"x":1}"#, #"{}"#, .headerInvalid(name: "alg", expected: "present")),
        (nil, #"{}"#, .headerInvalid(name: "alg", expected: "present")),
        (nil, #"{"alg":1}"#, .headerInvalid(name: "alg", expected: "a string")),
    ]

    @Test(
        "refuses headers that overlap, and extensions that nobody signed, though well signed",
        arguments: headers
    )
    func refusesHeaders(_ protected: String?, _ unprotected: String, _ error: JWTError) throws {
        let segment = protected.map { Base64URL.encode($0.utf8) } ?? ""
        let token = try Forge.sign(segment + ".AQ", key: Fixed.hmac(), algorithm: .hs256)
        let signature = token.split(separator: ".").last ?? ""
        let member = protected == nil ? "" : #""protected":"\#(segment)","#
        let json = #"{"payload":"AQ",\#(member)"header":\#(unprotected),"signature":"\#(signature)"}"#
        let verifier = try JWSVerifier(key: Fixed.hmac(), algorithms: [.hs256], understood: ["x", "b64"])
        #expect(throws: error) { try verifier.verify(json: json, requiring: .any) }
    }

    @Test("eight signatures are taken and nine are not, unless allowed")
    func count() throws {
        let key = try Fixed.hmac()
        let signer = try JWSSigner(key: key)
        let eight = try JWS.signGeneral([1], by: Array(repeating: signer, count: 8))
        let nine = try JWS.signGeneral([1], by: Array(repeating: signer, count: 9))
        let verifier = JWSVerifier(key: key, algorithms: [.hs256])
        #expect(try verifier.verify(json: eight, requiring: .all).signers.count == 8)
        #expect(throws: JWTError.malformed(reason: "it has more than 8 signatures")) {
            try verifier.verify(json: nine, requiring: .any)
        }
        let patient = JWSVerifier(key: key, algorithms: [.hs256], limits: TokenLimits(signatures: 9))
        #expect(try patient.verify(json: nine, requiring: .all).signers.count == 9)
    }

    @Test("signatures that encode the payload in different ways are refused together")
    func mixedEncodings() throws {
        let key = try Fixed.hmac()
        func signature(_ encoding: JWSPayloadEncoding) throws -> JSONValue {
            let json = try JWS.signGeneral(
                Array("AQ".utf8),
                by: [JWSSigner(key: key, payloadEncoding: encoding)]
            )
            return try #require(JSONObject(json: json).list("signatures"))[0]
        }
        let json = try JSONObject(members: [
            ("payload", "AQ"), ("signatures", .array([signature(.base64url), signature(.unencoded)])),
        ]).json()
        let verifier = JWSVerifier(key: key, algorithms: [.hs256], understood: ["b64"])
        #expect(throws: JWTError.malformed(reason: "its signatures encode the payload in different ways")) {
            try verifier.verify(json: json, requiring: .any)
        }
    }

    @Test("members that are not known are ignored; a payload comes once")
    func members() throws {
        let key = try Fixed.hmac()
        let json = try JWSSigner(key: key).signFlattened([1])
        let verifier = JWSVerifier(key: key, algorithms: [.hs256])
        let more = #"{"x":[1],"# + json.dropFirst()
        #expect(try verifier.verify(json: more, requiring: .all).payload == [1])
        #expect(throws: JWTError.malformed(reason: "its payload is not detached")) {
            try verifier.verify(json: json, requiring: .all, detachedPayload: [1])
        }
    }

    @Test("is no token where a JWT or a compact one is expected")
    func notCompact() throws {
        let key = try Fixed.hmac()
        let signer = try JWSSigner(key: key)
        let claims = Array(Forge.claims.utf8)
        let compact = try signer.sign(claims)
        let polyglot = try #"{"a.b.c":"","# + signer.signFlattened(claims).dropFirst()
        let texts = try [signer.signFlattened(claims), JWS.signGeneral(claims, by: [signer]), polyglot]
        let jwt = Fixed.verifier(key, algorithms: [.hs256])
        let jws = JWSVerifier(key: key, algorithms: [.hs256])
        #expect(try jwt.verify(compact, at: Fixed.now).subject == "42")
        for text in texts {
            #expect(try jws.verify(json: text, requiring: .all).payload == claims)
            #expect(throws: JWTError.self) { try jwt.verify(text, at: Fixed.now) }
            #expect(throws: JWTError.self) { try jwt.verifySignature(text) }
            #expect(throws: JWTError.self) { try jws.verify(text) }
            #expect(throws: JWTError.self) { try UnverifiedJWT(text) }
        }
        #expect(throws: JWTError.self) { try jws.verify(json: compact, requiring: .any) }
    }
}

extension JSONObject {
    fileprivate func list(_ name: String) -> [JSONValue]? {
        if case .array(let elements) = self[name] { elements } else { nil }
    }
}
