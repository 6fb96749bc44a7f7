import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The encrypted tokens of RFC 7520, section 5, and the nested one of section 6.
@Suite("RFC 7520, encryption")
struct RFC7520EncryptionTests {
    typealias Vectors = RFC7520Encryption

    struct Example: Sendable, CustomTestStringConvertible {
        let section: String
        let token: String
        let key: String
        let algorithm: KeyManagementAlgorithm
        let encryption: ContentEncryption
        var testDescription: String { section }
    }

    static let compact: [Example] = [
        Example("5.2", Vectors.section52, Vectors.rsa2Key, .rsaOAEP, .a256GCM),
        Example("5.4", Vectors.section54, Vectors.p384Key, .ecdhESA128KW, .a128GCM),
        Example("5.5", Vectors.section55, Vectors.p256Key, .ecdhES, .a128CBCHS256),
        Example("5.6", Vectors.section56, Vectors.directKey, .direct, .a128GCM),
        Example("5.7", Vectors.section57, Vectors.gcmWrapKey, .a256GCMKW, .a128CBCHS256),
        Example("5.8", Vectors.section58, Vectors.wrapKey, .a128KW, .a128GCM),
    ]

    @Test("3.6: the symmetric key for encryption")
    func encryptionKey() throws {
        let key = try JWK(json: RFC7520Keys.encryption)
        #expect(key.keyID == "1e571774-2e08-40da-8308-e8d68773842d" && key.use == "enc")
        #expect(key.encryptionAlgorithm == .content(.a256GCM) && key.algorithms.isEmpty)
        #expect(try JSONObject(json: key.json()) == JSONObject(json: RFC7520Keys.encryption))
        let token = try JWEEncrypter(key: key, algorithm: .direct, encryption: .a256GCM).encrypt([1, 2, 3])
        let decrypter = JWEDecrypter(key: key, algorithms: [.direct], encryptions: [.a256GCM])
        #expect(try decrypter.decrypt(token).plaintext == [1, 2, 3])
        #expect(throws: JWTError.self) {
            try JWEEncrypter(key: key, algorithm: .direct, encryption: .a128CBCHS256)
        }
        #expect(throws: JWTError.self) { try JWTSigner(key: key, algorithm: .hs256) }
    }

    @Test("5.2, 5.4 to 5.8: compact tokens", arguments: compact)
    func compactTokens(_ example: Example) throws {
        #expect(try example.decrypter().decrypt(example.token).text == Vectors.plaintext)
    }

    @Test("5.1: RSA v1.5 is refused by name")
    func rsa15() throws {
        let decrypter = JWEDecrypter(
            key: try JWK(json: Vectors.rsa1Key),
            algorithms: Set(KeyManagementAlgorithm.allCases),
            encryptions: [.a128CBCHS256]
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "RSA1_5")) {
            try decrypter.decrypt(Vectors.section51)
        }
    }

    @Test("5.3: a key set encrypted with a password")
    func password() throws {
        let decrypter = JWEDecrypter(
            key: try JWK(password: Array(Vectors.password.utf8)),
            algorithms: [.pbes2HS512A256KW],
            encryptions: [.a128CBCHS256]
        )
        let decrypted = try decrypter.decrypt(Vectors.section53)
        #expect(decrypted.text == Vectors.keySet)
        #expect(decrypted.header.contentType == "jwk-set+json")
        #expect(try JWKSet(json: decrypted.plaintext).keys.count == 3)
    }

    @Test("5.9: compressed content is inflated where that was asked for, else refused")
    func compressed() throws {
        let example = Example("5.9", Vectors.section59, Vectors.wrapKey, .a128KW, .a128GCM)
        #expect(
            throws: JWTError.headerInvalid(
                name: "zip",
                expected: "absent: compressed content is not accepted here"
            )
        ) { try example.decrypter().decrypt(example.token) }
        let decrypter = try example.decrypter(compression: .deflate())
        #expect(try decrypter.decrypt(example.token).text == Vectors.plaintext)
    }

    @Test(
        "5.10 to 5.12: additional data, protecting some and none of the header",
        arguments: [
            [Vectors.section510, Vectors.section510General], [Vectors.section511, Vectors.section511General],
            [Vectors.section512, Vectors.section512General],
        ]
    )
    func json(_ tokens: [String]) throws {
        let example = Example("", tokens[0], Vectors.wrapKey, .a128KW, .a128GCM)
        for token in tokens {
            #expect(try example.decrypter().decryptJSON(token).text == Vectors.plaintext)
        }
    }

    @Test("5.10: additional data is given back")
    func additionalData() throws {
        let example = Example("5.10", Vectors.section510, Vectors.wrapKey, .a128KW, .a128GCM)
        let decrypted = try example.decrypter().decryptJSON(example.token)
        #expect(decrypted.additionalData == Array(Vectors.section510Data.utf8))
    }

    static let recipients: [Example] = [
        Example("P-384", Vectors.section513, Vectors.p384Key, .ecdhESA256KW, .a128CBCHS256),
        Example("shared", Vectors.section513, Vectors.gcmWrapKey, .a256GCMKW, .a128CBCHS256),
    ]

    @Test("5.13: two of three recipients read what was encrypted to all", arguments: recipients)
    func severalRecipients(_ example: Example) throws {
        let decrypted = try example.decrypter().decryptJSON(example.token)
        #expect(decrypted.text == Vectors.plaintext)
        #expect(try decrypted.header.keyID == JWK(json: example.key).keyID)
    }

    @Test("5.13: the recipient with RSA v1.5 is refused by name")
    func recipientWithRSA15() throws {
        let decrypter = JWEDecrypter(
            key: try JWK(json: Vectors.rsa1Key),
            algorithms: Set(KeyManagementAlgorithm.allCases),
            encryptions: [.a128CBCHS256]
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "RSA1_5")) {
            try decrypter.decryptJSON(Vectors.section513)
        }
    }

    @Test("6: the nested token, both layers")
    func nested() throws {
        let decrypter = JWEDecrypter(
            key: try JWK(json: RFC7520Nesting.decryptionKey),
            algorithms: [.rsaOAEP],
            encryptions: [.a128GCM]
        )
        #expect(try decrypter.decrypt(RFC7520Nesting.encrypted).text == RFC7520Nesting.signed)
        let verifier = JWTVerifier(
            key: try JWK(json: RFC7520Nesting.signingKey),
            algorithms: [.ps256],
            issuer: "hobbiton.example",
            audience: .absent
        )
        let nested = NestedJWTVerifier(decrypter: decrypter, verifier: verifier)
        let expiry = Date(timeIntervalSince1970: 1_300_819_380)
        let verified = try nested.verify(RFC7520Nesting.encrypted, at: expiry - 1)
        #expect(verified.jwt.issuer == "hobbiton.example")
        #expect(verified.encryptionHeader.contentType == "JWT")
        #expect(throws: JWTError.tokenExpired(at: expiry)) {
            try nested.verify(RFC7520Nesting.encrypted, at: expiry)
        }
    }
}

extension RFC7520EncryptionTests.Example {
    init(
        _ section: String,
        _ token: String,
        _ key: String,
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryption
    ) {
        self.section = section
        self.token = token
        self.key = key
        self.algorithm = algorithm
        self.encryption = encryption
    }

    func decrypter(compression: JWECompression = .refused) throws -> JWEDecrypter {
        JWEDecrypter(
            key: try JWK(json: key),
            algorithms: [algorithm],
            encryptions: [encryption],
            compression: compression
        )
    }
}
