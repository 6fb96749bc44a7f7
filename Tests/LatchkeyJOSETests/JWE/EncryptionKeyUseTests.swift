import Testing

@testable import LatchkeyJOSE

@Suite("What keys may do for JWE")
struct EncryptionKeyUseTests {
    typealias Keys = EncryptionKeys

    @Test("the alg of a key is enforced when encrypting and when decrypting")
    func algorithm() throws {
        let cases: [(KeyManagementAlgorithm, other: KeyManagementAlgorithm)] = [
            (.a128KW, .a128GCMKW), (.a128GCMKW, .a128KW), (.rsaOAEP, .rsaOAEP256), (.rsaOAEP256, .rsaOAEP),
            (.ecdhES, .ecdhESA256KW), (.a256KW, .direct), (.pbes2HS256A128KW, .pbes2HS512A256KW),
        ]
        for (algorithm, other) in cases {
            let open = try Keys.key(algorithm)
            var key = open
            key.encryptionAlgorithm = .keyManagement(algorithm)
            _ = try Keys.decrypter(key, algorithm).decrypt(Keys.encrypter(key, algorithm).encrypt([1]))
            #expect(throws: JWTError.algorithmNotAllowed(name: other.name)) { try Keys.encrypter(key, other) }
            let token = try Keys.encrypter(open, other).encrypt([1])
            #expect(throws: JWTError.algorithmNotAllowed(name: other.name)) {
                try Keys.decrypter(key, other).decrypt(token)
            }
        }
    }

    @Test("a key for RSA1_5 cannot even be read")
    func rsa15() throws {
        let json = try Fixed.rsa().json()
        let named = json.dropLast() + #","alg":"RSA1_5"}"#
        #expect(throws: JWTError.keyInvalid(reason: "its alg is not supported")) {
            try JWK(json: String(named))
        }
    }

    @Test("a key for signatures does not encrypt, and one for encryption does not sign")
    func signatures() throws {
        var key = try Fixed.p256()
        key.algorithm = .es256
        #expect(throws: JWTError.algorithmNotAllowed(name: "ECDH-ES")) { try Keys.encrypter(key, .ecdhES) }
        key.algorithm = nil
        key.encryptionAlgorithm = .keyManagement(.ecdhES)
        #expect(throws: JWTError.algorithmNotAllowed(name: "ES256")) {
            try JWTSigner(key: key, algorithm: .es256)
        }
        let token = try JWT.sign(Fixed.claims, with: Fixed.p256())
        #expect(throws: JWTError.algorithmNotAllowed(name: "ES256")) {
            try Fixed.verifier(key, algorithms: [.es256]).verify(token, at: Fixed.now)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "none")) { try JWEEncrypter(key: Fixed.ed25519()) }
    }

    @Test("use must be enc where it is given")
    func use() throws {
        var key = try Keys.key(.rsaOAEP256)
        let token = try Keys.encrypter(key, .rsaOAEP256).encrypt([1])
        key.use = "sig"
        let refusal = JWTError.keyUnsuitable(reason: "its use is not enc")
        #expect(throws: refusal) { try Keys.encrypter(key, .rsaOAEP256) }
        #expect(throws: refusal) { try Keys.decrypter(key, .rsaOAEP256).decrypt(token) }
        key.use = "enc"
        #expect(try Keys.decrypter(key, .rsaOAEP256).decrypt(token).plaintext == [1])
        #expect(throws: JWTError.keyUnsuitable(reason: "its use is not sig")) { try JWTSigner(key: key) }
    }

    static let modes: [(KeyManagementAlgorithm, String, String)] = [
        (.direct, "encrypt", "decrypt"), (.a128KW, "wrapKey", "unwrapKey"),
        (.a128GCMKW, "wrapKey", "unwrapKey"), (.rsaOAEP, "wrapKey", "unwrapKey"),
        (.ecdhES, "deriveKey", "deriveKey"), (.ecdhESA256KW, "deriveBits", "deriveBits"),
        (.pbes2HS256A128KW, "deriveKey", "deriveBits"), (.pbes2HS384A192KW, "wrapKey", "unwrapKey"),
    ]

    @Test("key_ops must list what the algorithm does", arguments: modes)
    func operations(_ algorithm: KeyManagementAlgorithm, _ encrypt: String, _ decrypt: String) throws {
        var key = try Keys.key(algorithm)
        let token = try Keys.encrypter(key, algorithm).encrypt([1])
        key.keyOperations = [decrypt]
        #expect(try Keys.decrypter(key, algorithm).decrypt(token).plaintext == [1])
        // A private key's public part does what belongs to its operation.
        if key.publicKey != nil { _ = try Keys.encrypter(key, algorithm) }
        key.keyOperations = [encrypt]
        _ = try Keys.encrypter(key, algorithm)
        for operations in [[], ["sign", "verify"], ["Decrypt"]] {
            key.keyOperations = operations
            let writing = #expect(throws: JWTError.self) { try Keys.encrypter(key, algorithm) }
            #expect(writing?.code == "key_unsuitable")
            let reading = #expect(throws: JWTError.self) {
                try Keys.decrypter(key, algorithm).decrypt(token)
            }
            #expect(reading?.code == "key_unsuitable")
        }
    }

    @Test("a public key encrypts and does not decrypt")
    func publicKey() throws {
        for algorithm in [KeyManagementAlgorithm.rsaOAEP, .ecdhES] {
            let key = try #require(Keys.key(algorithm).publicKey)
            let token = try Keys.encrypter(key, algorithm).encrypt([1])
            #expect(throws: JWTError.algorithmNotAllowed(name: algorithm.name)) {
                try Keys.decrypter(key, algorithm).decrypt(token)
            }
        }
    }

    @Test("a key shared for dir serves the enc that its size and its alg say, and no other")
    func direct() throws {
        var key = try Keys.key(.direct, .a256GCM)
        #expect(throws: JWTError.algorithmNotAllowed(name: "A128GCM")) {
            try Keys.encrypter(key, .direct, .a128GCM)
        }
        let token = try Keys.encrypter(key, .direct, .a256GCM).encrypt([1])
        key.encryptionAlgorithm = .content(.a128CBCHS256)
        #expect(throws: JWTError.algorithmNotAllowed(name: "A256GCM")) {
            try Keys.encrypter(key, .direct, .a256GCM)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "dir")) {
            try Keys.decrypter(key, .direct).decrypt(token)
        }
        #expect(key.keyManagementAlgorithms == [.direct])
    }

    @Test("with several keys kid picks, and without kid every fitting key is tried")
    func keyIDs() throws {
        let keys = try (0..<3).map { index in
            var key = try JWK.generate(.a256KW)
            key.keyID = "k\(index)"
            return key
        }
        let decrypter = JWEDecrypter(
            keys: JWKSet(keys + [try Fixed.rsa()]),
            algorithms: [.a256KW, .rsaOAEP],
            encryptions: [.a256GCM]
        )
        let named = try Keys.encrypter(keys[1], .a256KW).encrypt([1])
        #expect(try decrypter.decrypt(named).keyID == "k1")
        var anonymous = keys[2]
        anonymous.keyID = nil
        #expect(try decrypter.decrypt(Keys.encrypter(anonymous, .a256KW).encrypt([1])).keyID == "k2")
        anonymous.keyID = "k0"
        #expect(throws: JWTError.decryptionFailed) {
            try decrypter.decrypt(Keys.encrypter(anonymous, .a256KW).encrypt([1]))
        }
        anonymous.keyID = "k9"
        #expect(throws: JWTError.keyUnknown(keyID: "k9")) {
            try decrypter.decrypt(Keys.encrypter(anonymous, .a256KW).encrypt([1]))
        }
        let few = JWEDecrypter(
            keys: JWKSet(keys),
            algorithms: [.a256KW],
            encryptions: [.a256GCM],
            limits: JWELimits(candidateKeys: 2)
        )
        anonymous.keyID = nil
        #expect(throws: JWTError.decryptionFailed) {
            try few.decrypt(Keys.encrypter(anonymous, .a256KW).encrypt([1]))
        }
    }

    @Test("keys for JWE are written as they were read")
    func writing() throws {
        for name in ["A128KW", "A128GCMKW", "A128GCM", "dir", "PBES2-HS256+A128KW"] {
            let json =
                #"{"kty":"oct","use":"enc","key_ops":["unwrapKey"],"alg":"\#(name)","k":"GawgguFyGrWKav7AX4VKUg"}"#
            #expect(try JWK(json: json).json() == json)
        }
        #expect(try JWK(json: #"{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}"#).algorithms == [])
    }

    @Test(
        "a secret that no algorithm takes cannot be read",
        arguments: [
            #"{"kty":"oct","alg":"A256KW","k":"GawgguFyGrWKav7AX4VKUg"}"#,
            #"{"kty":"oct","alg":"A256GCM","k":"GawgguFyGrWKav7AX4VKUg"}"#,
            #"{"kty":"oct","alg":"RSA-OAEP","k":"GawgguFyGrWKav7AX4VKUg"}"#,
            #"{"kty":"oct","use":"sig","k":"GawgguFyGrWKav7AX4VKUg"}"#,
            #"{"kty":"oct","alg":"HS256","k":"GawgguFyGrWKav7AX4VKUg"}"#,
            #"{"kty":"oct","alg":"PBES2-HS256+A128KW","k":"AAAA"}"#, #"{"kty":"oct","use":"enc","k":"AAAA"}"#,
        ]
    )
    func badSecrets(_ json: String) {
        let error = #expect(throws: JWTError.self) { try JWK(json: json) }
        #expect(error?.code == "key_invalid")
    }

    @Test("secrets and passwords have their sizes, and are no texts of keys")
    func secrets() throws {
        for count in [0, 15, 17, 31, 33, 63, 65] {
            #expect(throws: JWTError.self) { try JWK(encryptionSecret: Keys.octets(count)) }
        }
        #expect(throws: JWTError.self) { try JWK(password: Array("1234567".utf8)) }
        #expect(throws: JWTError.self) { try JWK(password: Array("12345678".utf8), algorithm: .a128KW) }
        #expect(throws: JWTError.self) { try JWK(password: Array(KeyFiles.p256PKCS8.utf8)) }
        #expect(throws: JWTError.self) {
            try JWK(encryptionSecret: Keys.octets(16), algorithm: .keyManagement(.a256KW))
        }
    }

    @Test("generated keys are for their algorithm alone", arguments: KeyManagementAlgorithm.allCases)
    func generated(_ algorithm: KeyManagementAlgorithm) throws {
        guard algorithm.mode != .password else {
            #expect(throws: JWTError.self) { try JWK.generate(algorithm) }
            return
        }
        let key = try JWK.generate(algorithm, bits: algorithm.mode == .keyEncryption ? 2048 : nil)
        #expect(key.keyManagementAlgorithms == [algorithm])
        #expect(key.use == "enc")
        #expect(key.keyID == key.thumbprint())
        let read = try JWK(json: key.json())
        #expect(read.json() == key.json())
        _ = try Keys.decrypter(read, algorithm).decrypt(Keys.encrypter(key, algorithm).encrypt([1]))
        #expect(throws: JWTError.self) { try JWK.generate(algorithm, bits: 7) }
    }
}
