import FoundationEssentials
import LatchkeyJOSE
import LatchkeyOpenSSL
import Testing

@Suite("OpenSSLKey")
struct OpenSSLKeyTests {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let claims = Claims(
        issuer: "https://id.example",
        subject: "42",
        audience: ["shop"],
        expiresAt: now + 900
    )

    static func verifier(_ key: OpenSSLKey, _ algorithms: Set<SignatureAlgorithm>) -> JWTVerifier {
        JWTVerifier(
            verifiers: [key],
            algorithms: algorithms,
            issuer: "https://id.example",
            audience: "shop"
        )
    }

    @Test(
        "verifies tokens of PyJWT and joserfc [A5]",
        arguments: [
            ("ES256K", OpenSSLFixtures.es256kToken, OpenSSLFixtures.es256kJWK),
            ("Ed448", OpenSSLFixtures.ed448Token, OpenSSLFixtures.ed448JWK),
            ("EdDSA", OpenSSLFixtures.eddsaToken, OpenSSLFixtures.ed448JWK),
        ]
    )
    func foreignTokens(_ name: String, _ token: String, _ json: String) throws {
        let algorithm = try #require(SignatureAlgorithm(name: name))
        let key = try OpenSSLKey(json: json)
        #expect(try Self.verifier(key, [algorithm]).verify(token, at: Self.now).subject == "42")
        let others = Set(SignatureAlgorithm.allCases).subtracting([algorithm])
        #expect(throws: JWTError.algorithmNotAllowed(name: name)) {
            try Self.verifier(key, others).verify(token, at: Self.now)
        }
        #expect(throws: JWTError.signatureInvalid) {
            try Self.verifier(OpenSSLKey.generate(algorithm), [algorithm]).verify(token, at: Self.now)
        }
    }

    @Test(
        "reads the public key of a certificate, and nothing else of it",
        arguments: [OpenSSLCertificates.es256k, OpenSSLCertificates.ed448]
    )
    func certificates(_ certificate: String, _ publicKey: String) throws {
        let key = try OpenSSLKey(pem: certificate)
        #expect(!key.isPrivate)
        #expect(try key.thumbprint() == OpenSSLKey(pem: publicKey).thumbprint())
        #expect(throws: JWTError.self) { try OpenSSLKey(pem: certificate + certificate) }
    }

    @Test("refuses a point in the hybrid form (RFC 5480 §2.2)")
    func hybridPoint() {
        #expect(throws: JWTError.keyInvalid(reason: "its point is in the hybrid form")) {
            try OpenSSLKey(pem: OpenSSLCertificates.es256kHybrid)
        }
    }

    @Test("key_ops may not repeat a value, and of sign and verify the public key keeps verify")
    func repeatedOperations() throws {
        let json = OpenSSLFixtures.ed448JWK
        let repeated = String(json.dropLast()) + #","key_ops":["verify","verify"]}"#
        #expect(throws: JWTError.keyInvalid(reason: "its key_ops repeat a value")) {
            try OpenSSLKey(json: repeated)
        }
        let made = try OpenSSLKey.generate(.ed448).json()
        let both = try OpenSSLKey(json: String(made.dropLast()) + #","key_ops":["sign","verify"]}"#)
        let published = both.publicKey.json()
        #expect(published.contains(#""key_ops":["verify"]"#))
        #expect(throws: Never.self) { try OpenSSLKey(json: published) }
    }

    @Test("signs what its public part verifies", arguments: [SignatureAlgorithm.es256k, .ed448, .eddsa])
    func roundTrip(_ algorithm: SignatureAlgorithm) throws {
        let key = try OpenSSLKey.generate(algorithm)
        #expect(key.algorithms == [algorithm] && key.keyID == key.thumbprint() && key.isPrivate)
        let token = try JWTSigner(signer: key, type: "at+jwt").sign(Self.claims)
        let verifier = Self.verifier(key.publicKey, [algorithm])
        #expect(try verifier.verify(token, at: Self.now).keyID == key.keyID)
        let octets = Array(token.utf8)
        for place in stride(from: 0, to: octets.count, by: 7) {
            var changed = octets
            changed[place] ^= 1
            #expect(throws: JWTError.self) {
                try verifier.verify(String(decoding: changed, as: UTF8.self), at: Self.now)
            }
        }
    }

    @Test("A21: no ES256K signature repeats its r, and each is 64 octets long")
    func manySignatures() throws {
        let key = try OpenSSLKey.generate(.es256k)
        let signatures = try (0..<300).map { _ in try key.signature(for: [1, 2, 3]) }
        #expect(signatures.allSatisfy { $0.count == 64 })
        #expect(Set(signatures.map { Array($0[..<32]) }).count == signatures.count)
    }

    @Test("A15: refuses ES256K signatures with r or s at the edges, swapped, in DER or of another length")
    func edges() throws {
        let key = try OpenSSLKey(pem: OpenSSLFixtures.es256kPKCS8)
        let input = Array("input".utf8)
        let good = try key.signature(for: input)
        #expect(key.isValidSignature(good, for: input))
        let order = try #require(
            Base64URL.decode("_____________________rqu3OavSKA7v9JejNA2QUE")
        )
        let numbers = [[UInt8](repeating: 0, count: 32), order, [UInt8](repeating: 0xff, count: 32)]
        let (r, s) = (Array(good[..<32]), Array(good[32...]))
        for number in numbers {
            for signature in [number + s, r + number, number + number] {
                #expect(!key.isValidSignature(signature, for: input))
            }
        }
        let der = [0x30, 0x44, 0x02, 0x20] + r + [0x02, 0x20] + s
        for signature in [s + r, der, good + [0], Array(good.dropLast()), [0] + good, []] {
            #expect(!key.isValidSignature(signature, for: input))
        }
    }

    @Test("a public key does not sign, and key_ops and use are obeyed")
    func restrictions() throws {
        let key = try OpenSSLKey.generate(.ed448)
        #expect(throws: JWTError.keyUnsuitable(reason: "it has no private part")) {
            try key.publicKey.signature(for: [])
        }
        func restricted(_ members: String) throws -> OpenSSLKey {
            try OpenSSLKey(json: key.json().dropLast() + ",\(members)}")
        }
        #expect(throws: JWTError.keyUnsuitable(reason: "its use is not sig")) {
            try restricted(#""use":"enc""#)
        }
        let verifying = try restricted(#""key_ops":["verify"]"#)
        #expect(throws: JWTError.keyUnsuitable(reason: "its key_ops do not list sign")) {
            try verifying.signature(for: [])
        }
        let signing = try restricted(#""key_ops":["sign"],"use":"sig""#)
        let signature = try signing.signature(for: [])
        #expect(
            !signing.isValidSignature(signature, for: []) && verifying.isValidSignature(signature, for: [])
        )
        #expect(signing.publicKey.isValidSignature(signature, for: []))
    }
}
