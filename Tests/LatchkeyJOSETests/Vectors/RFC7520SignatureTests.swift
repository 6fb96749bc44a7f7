import Testing

@testable import LatchkeyJOSE

/// The keys of §3 and the signatures of §4; each example in all the forms that it is printed in.
@Suite("RFC 7520, signatures")
struct RFC7520SignatureTests {
    static let payload = Array(
        """
        It’s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't keep your feet, \
        there’s no knowing where you might be swept off to.
        """.utf8
    )

    private typealias Printed = RFC7520Signatures

    @Test("3.1, 3.2: the elliptic curve key, public and private")
    func ellipticCurveKeys() throws {
        try check(JWK(json: RFC7520Keys.ecPublic), JWK(json: RFC7520Keys.ecPrivate))
    }

    @Test("3.3, 3.4: the RSA key, public and private")
    func rsaKeys() throws {
        try check(JWK(json: RFC7520Keys.rsaPublic), JWK(json: RFC7520Keys.rsaPrivate))
    }

    @Test("3.5: the symmetric key for MAC computation")
    func macKey() throws {
        let key = try JWK(json: RFC7520Keys.mac)
        #expect(key.keyID == "018c0ae5-4d9b-471b-bfd6-eef314bc7037")
        #expect(key.algorithms == [.hs256])
        #expect(try JSONObject(json: key.json()) == JSONObject(json: RFC7520Keys.mac))
    }

    @Test("4.1: RSA v1.5 signature")
    func rs256() throws {
        let key = try JWK(json: RFC7520Keys.rsaPublic)
        try check(
            key,
            .rs256,
            Printed.section1Compact,
            [Printed.section1General, Printed.section1Flattened]
        )
        let signer = try JWSSigner(key: JWK(json: RFC7520Keys.rsaPrivate), algorithm: .rs256)
        #expect(try signer.sign(Self.payload) == Printed.section1Compact)
        #expect(try signer.signFlattened(Self.payload) == Printed.section1Flattened)
    }

    @Test("4.2: RSA-PSS signature")
    func ps384() throws {
        let key = try JWK(json: RFC7520Keys.rsaPublic)
        try check(
            key,
            .ps384,
            Printed.section2Compact,
            [Printed.section2General, Printed.section2Flattened]
        )
    }

    @Test("4.3: ECDSA signature")
    func es512() throws {
        let key = try JWK(json: RFC7520Keys.ecPublic)
        try check(
            key,
            .es512,
            Printed.section3Compact,
            [Printed.section3General, Printed.section3Flattened]
        )
    }

    @Test("4.4: HMAC-SHA2 integrity protection")
    func hs256() throws {
        let key = try JWK(json: RFC7520Keys.mac)
        try check(
            key,
            .hs256,
            Printed.section4Compact,
            [Printed.section4General, Printed.section4Flattened]
        )
        let signer = try JWSSigner(key: key)
        #expect(try signer.sign(Self.payload) == Printed.section4Compact)
        #expect(try JWS.signGeneral(Self.payload, by: [signer]) == Printed.section4General)
    }

    @Test("4.5: signature with detached content")
    func detached() throws {
        let key = try JWK(json: RFC7520Keys.mac)
        let verifier = JWSVerifier(key: key, algorithms: [.hs256])
        let jws = try verifier.verify(Printed.section5Compact, detachedPayload: Self.payload)
        #expect(jws.payload == Self.payload)
        for json in [Printed.section5General, Printed.section5Flattened] {
            let jws = try verifier.verify(json: json, requiring: .all, detachedPayload: Self.payload)
            #expect(jws.payload == Self.payload)
        }
        let signer = try JWSSigner(key: key)
        #expect(try signer.signDetached(Self.payload) == Printed.section5Compact)
        #expect(try signer.signFlattened(Self.payload, isDetached: true) == Printed.section5Flattened)
    }

    @Test("4.6: protecting specific header fields")
    func partlyProtected() throws {
        let key = try JWK(json: RFC7520Keys.mac)
        try check(key, .hs256, nil, [Printed.section6General, Printed.section6Flattened])
        let keyID = try JSONValue.string(#require(key.keyID))
        let signer = try JWSSigner(key: key, unprotectedHeader: ["kid": keyID])
        #expect(try JWS.signGeneral(Self.payload, by: [signer]) == Printed.section6General)
        #expect(try signer.signFlattened(Self.payload) == Printed.section6Flattened)
    }

    @Test("4.7: protecting content only")
    func unprotected() throws {
        let key = try JWK(json: RFC7520Keys.mac)
        try check(key, .hs256, nil, [Printed.section7General, Printed.section7Flattened])
        let keyID = try JSONValue.string(#require(key.keyID))
        let signer = try JWSSigner(key: key, unprotectedHeader: ["alg": "HS256", "kid": keyID])
        #expect(try JWS.signGeneral(Self.payload, by: [signer]) == Printed.section7General)
        #expect(try signer.signFlattened(Self.payload) == Printed.section7Flattened)
    }

    @Test("4.8: multiple signatures: each key finds its own, and without the others all is refused")
    func severalSignatures() throws {
        let (rsa, mac) = try (JWK(json: RFC7520Keys.rsaPublic), JWK(json: RFC7520Keys.mac))
        for (key, place) in [(rsa, 0), (mac, 2)] {
            let verifier = JWSVerifier(key: key, algorithms: Set(key.algorithms))
            let jws = try verifier.verify(json: Printed.section8General, requiring: .any)
            #expect(jws.payload == Self.payload)
            #expect(jws.verdicts.map(\.isValid) == (0..<3).map { $0 == place })
            #expect(jws.signers.map(\.keyID) == [key.keyID])
            #expect(throws: JWTError.self) {
                try verifier.verify(json: Printed.section8General, requiring: .all)
            }
        }
    }

    @Test("4.8: multiple signatures: all three are good")
    func allSignatures() throws {
        // RSA and EC key have one kid in the RFC, which a set that is read from JSON may not have.
        let keys = try [RFC7520Keys.rsaPublic, RFC7520Keys.ecPublic, RFC7520Keys.mac].map {
            try JWK(json: $0)
        }
        let verifier = JWSVerifier(keys: JWKSet(keys), algorithms: [.rs256, .es512, .hs256])
        let jws = try verifier.verify(json: Printed.section8General, requiring: .all)
        #expect(jws.payload == Self.payload)
        #expect(jws.signers.map(\.keyType) == [.rsa, .ec, .oct])
    }

    private func check(
        _ key: JWK,
        _ algorithm: SignatureAlgorithm,
        _ compact: String?,
        _ json: [String]
    ) throws {
        let verifier = JWSVerifier(key: key, algorithms: [algorithm])
        if let compact {
            let jws = try verifier.verify(compact)
            #expect(jws.payload == Self.payload)
            #expect(jws.header.keyID == key.keyID)
        }
        for json in json {
            let jws = try verifier.verify(json: json, requiring: .all)
            #expect(jws.payload == Self.payload)
            #expect(jws.signers.map(\.keyID) == [key.keyID])
            #expect(jws.verdicts[0].header.keyID == key.keyID)
        }
    }

    private func check(_ publicKey: JWK, _ privateKey: JWK) throws {
        #expect(!publicKey.isPrivate && privateKey.isPrivate)
        #expect(publicKey.thumbprint() == privateKey.thumbprint())
        #expect(privateKey.keyID == "bilbo.baggins@hobbiton.example")
        #expect(privateKey.use == "sig")
    }
}
