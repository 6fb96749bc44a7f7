import Testing

@testable import LatchkeyJOSE

@Suite("Encrypting and decrypting")
struct EncryptionRoundTripTests {
    static let pairs = KeyManagementAlgorithm.allCases.flatMap { algorithm in
        ContentEncryption.allCases.map { (algorithm, $0) }
    }

    @Test("every alg with every enc, compact and flattened", arguments: pairs)
    func everyPair(_ algorithm: KeyManagementAlgorithm, _ encryption: ContentEncryption) throws {
        let key = try EncryptionKeys.key(algorithm, encryption)
        let encrypter = try EncryptionKeys.encrypter(key.publicKey ?? key, algorithm, encryption)
        let decrypter = EncryptionKeys.decrypter(key, algorithm, encryption)
        for plaintext in [[], [0x2a], EncryptionKeys.plaintext, [UInt8](repeating: 0x10, count: 48)] {
            let decrypted = try decrypter.decrypt(encrypter.encrypt(plaintext))
            #expect(decrypted.plaintext == plaintext)
            #expect(decrypted.header.algorithm == algorithm)
            #expect(decrypted.header.encryption == encryption)
            #expect(decrypted.header["zip"] == nil)
        }
        let json = try encrypter.encryptJSON(EncryptionKeys.plaintext, additionalData: [1, 2, 3])
        let decrypted = try decrypter.decryptJSON(json)
        #expect(decrypted.plaintext == EncryptionKeys.plaintext)
        #expect(decrypted.additionalData == [1, 2, 3])
    }

    @Test("two tokens of one text share neither key, initialization vector nor salt")
    func freshness() throws {
        for algorithm in KeyManagementAlgorithm.allCases {
            let key = try EncryptionKeys.key(algorithm)
            let encrypter = try EncryptionKeys.encrypter(key, algorithm)
            let tokens = try (0..<2).map { _ in
                try encrypter.encrypt(EncryptionKeys.plaintext).split(separator: ".").map(String.init)
            }
            #expect(tokens[0].suffix(3) != tokens[1].suffix(3))
            if algorithm != .direct { #expect(tokens[0].prefix(2) != tokens[1].prefix(2)) }
        }
    }

    @Test("the header holds what the caller put there, and the key's name")
    func header() throws {
        var key = try EncryptionKeys.key(.ecdhESA128KW)
        key.keyID = "k-1"
        let encrypter = try JWEEncrypter(
            key: key,
            algorithm: .ecdhESA128KW,
            type: "secret+jwt",
            contentType: "text/plain",
            header: ["tenant": "north", "apu": "QWxpY2U", "apv": "Qm9i"]
        )
        let decrypted = try EncryptionKeys.decrypter(key, .ecdhESA128KW)
            .decrypt(encrypter.encrypt(EncryptionKeys.plaintext))
        #expect(decrypted.header.keyID == "k-1")
        #expect(decrypted.header.type == "secret+jwt")
        #expect(decrypted.header.contentType == "text/plain")
        #expect(decrypted.header["tenant"] == "north")
        #expect(decrypted.header["apu"] == "QWxpY2U")
        #expect(decrypted.keyID == "k-1")
        #expect(decrypted.text == "The treasure is under the bridge.")
    }

    @Test("apu and apv take part in the key")
    func parties() throws {
        let key = try EncryptionKeys.key(.ecdhES).material
        let secret = try key.sharedSecret(with: key)
        let (alice, bob) = (Array("Alice".utf8), Array("Bob".utf8))
        let keys = [([], []), (alice, []), ([], alice), (bob, []), (alice, bob), (bob, alice)].map {
            KeyContext(algorithm: .ecdhES, encryption: .a256GCM, partyU: $0, partyV: $1)
                .derivedKey(from: secret).octets
        }
        #expect(Set(keys).count == keys.count)
    }

    @Test("by default the key decides: its alg, its size, AES-256-GCM")
    func defaults() throws {
        let named = try JWK(
            encryptionSecret: EncryptionKeys.octets(32),
            algorithm: .content(.a128CBCHS256)
        )
        let encrypter = try JWEEncrypter(key: named)
        #expect(encrypter.algorithm == .direct)
        #expect(encrypter.encryption == .a128CBCHS256)
        #expect(try JWEEncrypter(key: Fixed.rsa()).algorithm == .rsaOAEP256)
        #expect(try JWEEncrypter(key: Fixed.p256()).algorithm == .ecdhESA256KW)
        #expect(try JWEEncrypter(key: JWK.generate(.a192KW)).algorithm == .a192KW)
        #expect(try JWEEncrypter(key: JWK.generate(.a192KW)).encryption == .a256GCM)
    }

    @Test("passwords are stretched as OWASP recommends unless another count is given")
    func iterations() throws {
        let counts: [(KeyManagementAlgorithm, Int)] = [
            (.pbes2HS256A128KW, 600_000), (.pbes2HS384A192KW, 210_000), (.pbes2HS512A256KW, 210_000),
        ]
        for (algorithm, count) in counts {
            #expect(PasswordDerivation(algorithm: algorithm, password: []).recommendedIterations == count)
        }
        let key = try EncryptionKeys.key(.pbes2HS512A256KW)
        let token = try JWEEncrypter(key: key, algorithm: .pbes2HS512A256KW).encrypt([1])
        let decrypted = try EncryptionKeys.decrypter(key, .pbes2HS512A256KW).decrypt(token)
        #expect(decrypted.header["p2c"] == 210_000)
    }
}
