import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("Nested tokens")
struct NestedJWTTests {
    private let encryptionKey: JWK
    private let signingKey: JWK

    init() throws {
        self.encryptionKey = try Fixed.rsa()
        self.signingKey = try Fixed.p256()
    }

    private func encrypter(
        _ contentType: String? = "JWT",
        header: [String: JSONValue] = [:]
    ) throws -> JWEEncrypter {
        try JWEEncrypter(
            key: #require(encryptionKey.publicKey),
            algorithm: .rsaOAEP256,
            encryption: .a256GCM,
            contentType: contentType,
            header: header
        )
    }

    private func verifier(layers: Int = 1) -> NestedJWTVerifier {
        NestedJWTVerifier(
            decrypter: JWEDecrypter(
                key: encryptionKey,
                algorithms: [.rsaOAEP256],
                encryptions: [.a256GCM]
            ),
            verifier: Fixed.verifier(signingKey, algorithms: [.es256]),
            encryptionLayers: layers
        )
    }

    @Test("what was signed and encrypted is decrypted and verified")
    func roundTrip() throws {
        let signer = NestedJWTSigner(
            signer: try JWTSigner(key: signingKey),
            encrypter: try JWEEncrypter(key: encryptionKey, algorithm: .rsaOAEP256)
        )
        for token in [
            try signer.sign(Fixed.claims), try signer.sign(payload: JSONObject(json: Forge.claims)),
        ] {
            let nested = try verifier().verify(token, at: Fixed.now)
            #expect(nested.jwt.subject == "42")
            #expect(nested.jwt.header.algorithm == .es256)
            #expect(nested.encryptionHeader.contentType == "JWT")
        }
    }

    @Test("claims of one's own are read")
    func customClaims() throws {
        struct Cart: Codable, Sendable, Equatable { var tier: String }
        let signer = NestedJWTSigner(signer: try JWTSigner(key: signingKey), encrypter: try encrypter())
        let claims = Claims(
            issuer: Fixed.issuer,
            audience: [Fixed.audience],
            expiresAt: Fixed.now + 900,
            custom: Cart(tier: "gold")
        )
        let nested = try verifier().verify(signer.sign(claims), as: Cart.self, at: Fixed.now)
        #expect(nested.jwt.custom == Cart(tier: "gold"))
    }

    @Test("cty JWT is demanded, whatever its case", arguments: [nil, "JWE", "text/plain", "JWT ", "jwt+x"])
    func contentType(_ contentType: String?) throws {
        let signed = try JWT.sign(Fixed.claims, with: signingKey)
        let token = try encrypter(contentType).encrypt(Array(signed.utf8))
        #expect(throws: JWTError.headerInvalid(name: "cty", expected: "JWT")) {
            try verifier().verify(token, at: Fixed.now)
        }
        let lowercase = try encrypter("application/jwt").encrypt(Array(signed.utf8))
        _ = try verifier().verify(lowercase, at: Fixed.now)
    }

    @Test("claims that were encrypted and not signed are refused, though anybody could encrypt them")
    func unsigned() throws {
        for content in [Forge.claims, "", "not a token", "\u{0}", "a.b.c"] {
            let token = try encrypter().encrypt(Array(content.utf8))
            let error = #expect(throws: JWTError.self) { try verifier().verify(token, at: Fixed.now) }
            #expect(error?.code == "malformed")
        }
        let broken = try encrypter().encrypt([0xff, 0xfe])
        #expect(throws: JWTError.malformed(reason: "its content is not a token")) {
            try verifier().verify(broken, at: Fixed.now)
        }
    }

    @Test("an unsecured token inside is refused")
    func unsecured() throws {
        let inner =
            Base64URL.encode(#"{"alg":"none"}"#.utf8) + "." + Base64URL.encode(Forge.claims.utf8) + "."
        let token = try encrypter().encrypt(Array(inner.utf8))
        #expect(throws: JWTError.algorithmNotAllowed(name: "none")) {
            try verifier().verify(token, at: Fixed.now)
        }
    }

    @Test("a token inside that others signed, or that has expired, is refused")
    func inner() throws {
        let forged = try encrypter().encrypt(
            Array(JWT.sign(Fixed.claims, with: JWK.generate(.es256)).utf8)
        )
        #expect(throws: JWTError.signatureInvalid) { try verifier().verify(forged, at: Fixed.now) }
        let good = try encrypter().encrypt(Array(JWT.sign(Fixed.claims, with: signingKey).utf8))
        #expect(throws: JWTError.tokenExpired(at: Fixed.now + 900)) {
            try verifier().verify(good, at: Fixed.now + 900)
        }
    }

    @Test("a signed token alone is refused where a nested one is expected")
    func signedOnly() throws {
        let token = try JWT.sign(Fixed.claims, with: signingKey)
        #expect(throws: JWTError.malformed(reason: "it has fewer than five segments")) {
            try verifier().verify(token, at: Fixed.now)
        }
    }

    @Test("an encrypted token is refused where a signed one is expected")
    func encryptedOnly() throws {
        let signed = try JWT.sign(Fixed.claims, with: signingKey)
        let token = try encrypter().encrypt(Array(signed.utf8))
        #expect(throws: JWTError.malformed(reason: "it has more than three segments")) {
            try Fixed.verifier(signingKey, algorithms: [.es256]).verify(token, at: Fixed.now)
        }
        let all = Fixed.verifier(encryptionKey, algorithms: Set(SignatureAlgorithm.allCases))
        #expect(throws: JWTError.self) { try all.verify(token, at: Fixed.now) }
        #expect(throws: JWTError.self) { try all.verifySignature(token) }
        #expect(throws: JWTError.self) { try UnverifiedJWT(token) }
    }

    @Test("encryption inside encryption is refused unless it was asked for, and never beyond")
    func layers() throws {
        var token = try JWT.sign(Fixed.claims, with: signingKey)
        for layer in 1...3 {
            token = try encrypter().encrypt(Array(token.utf8))
            for allowed in 0...3 {
                let verifier = verifier(layers: allowed)
                if layer <= max(1, allowed) {
                    #expect(try verifier.verify(token, at: Fixed.now).jwt.subject == "42")
                } else {
                    #expect(throws: JWTError.malformed(reason: "it has more than three segments")) {
                        try verifier.verify(token, at: Fixed.now)
                    }
                }
            }
        }
    }

    @Test("claims repeated in the outer header must be those of the token inside")
    func replicas() throws {
        let signed = try JWT.sign(Fixed.claims, with: signingKey)
        let same = try encrypter(header: ["iss": .string(Fixed.issuer), "sub": "42"])
        _ = try verifier().verify(same.encrypt(Array(signed.utf8)), at: Fixed.now)
        let cases: [[String: JSONValue]] = [["sub": "43"], ["iss": "x"], ["aud": "till"], ["sub": 42]]
        for header in cases {
            let token = try encrypter(header: header).encrypt(Array(signed.utf8))
            let error = #expect(throws: JWTError.self) { try verifier().verify(token, at: Fixed.now) }
            #expect(error?.code == "claim_invalid")
        }
    }
}
