import Testing

@testable import LatchkeyJOSE

/// The examples of RFC 7797 §4: one payload, signed as base64url and as it is.
@Suite("RFC 7797")
struct RFC7797Tests {
    static let payload = Array("$.02".utf8)

    @Test("4.1: the payload as base64url, for comparison")
    func encoded() throws {
        let token = "eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ"
        let key = try JWK(json: RFC7515Tests.hmacKey)
        #expect(try JWS.sign(Self.payload, with: key, algorithm: .hs256) == token)
        #expect(try JWSVerifier(key: key, algorithms: [.hs256]).verify(token).payload == Self.payload)
    }

    @Test("4.2: the payload as it is, detached and in JSON")
    func unencoded() throws {
        let header = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19"
        let signature = "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"
        let compact = header + ".." + signature
        let json = #"{"payload":"$.02","protected":"\#(header)","signature":"\#(signature)"}"#
        let key = try JWK(json: RFC7515Tests.hmacKey)
        let signer = try JWSSigner(key: key, algorithm: .hs256, payloadEncoding: .unencoded)
        #expect(try signer.signDetached(Self.payload) == compact)
        #expect(try signer.signFlattened(Self.payload) == json)
        let verifier = JWSVerifier(key: key, algorithms: [.hs256], understood: ["b64"])
        #expect(try verifier.verify(compact, detachedPayload: Self.payload).payload == Self.payload)
        #expect(try verifier.verify(json: json, requiring: .all).payload == Self.payload)
    }

    @Test("5.2: a compact token holds no dot beyond its two")
    func compact() throws {
        let key = try JWK(json: RFC7515Tests.hmacKey)
        let signer = try JWSSigner(key: key, algorithm: .hs256, payloadEncoding: .unencoded)
        #expect(
            throws: JWTError.malformed(
                reason: "the unencoded payload is not printable ASCII without dots"
            )
        ) { try signer.sign(Self.payload) }
        let token = try signer.sign(Array("hello".utf8))
        // Made with joserfc, too.
        #expect(
            token == "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.hello."
                + "xsz-SVW1Jtg1IiB5GN-ln0jj2w994q2hTPdPT0bZeQ4"
        )
        let verifier = JWSVerifier(key: key, algorithms: [.hs256], understood: ["b64"])
        #expect(try verifier.verify(token).payload == Array("hello".utf8))
    }

    @Test("6: whoever does not understand b64 refuses it")
    func notUnderstood() throws {
        let key = try JWK(json: RFC7515Tests.hmacKey)
        let signer = try JWSSigner(key: key, algorithm: .hs256, payloadEncoding: .unencoded)
        let verifier = JWSVerifier(key: key, algorithms: [.hs256])
        #expect(throws: JWTError.criticalHeaderUnsupported(name: "b64")) {
            try verifier.verify(signer.sign(Array("hello".utf8)))
        }
        #expect(throws: JWTError.criticalHeaderUnsupported(name: "b64")) {
            try verifier.verify(json: signer.signFlattened(Self.payload), requiring: .any)
        }
    }

    @Test("7: an unencoded payload is no JWT")
    func jwt() throws {
        let key = try JWK(json: RFC7515Tests.hmacKey)
        let signer = try JWSSigner(key: key, algorithm: .hs256, payloadEncoding: .unencoded)
        let token = try signer.sign(Array(#"{"iss":"joe"}"#.utf8))
        let verifier = JWTVerifier(
            key: key,
            algorithms: [.hs256],
            issuer: "joe",
            audience: .unchecked,
            expiry: .ifPresent
        )
        // Read as base64url it is none; were it some, the header would get it refused.
        #expect(throws: JWTError.malformed(reason: "the payload is not base64url")) {
            try verifier.verify(token, at: Fixed.now)
        }
        #expect(throws: JWTError.criticalHeaderUnsupported(name: "b64")) {
            try verifier.verify(signer.sign(Array("eyJpc3MiOiJqb2UifQ".utf8)), at: Fixed.now)
        }
    }
}
