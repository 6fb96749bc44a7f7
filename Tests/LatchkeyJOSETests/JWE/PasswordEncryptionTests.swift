import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("Tokens encrypted with a password")
struct PasswordEncryptionTests {
    private static let expectation = JWTError.headerInvalid(
        name: "p2c",
        expected: "a whole number from 1000 to 1200000"
    )

    private func forge(p2c: String, p2s: String = #""AAAAAAAAAAAAAAAA""#) throws -> String {
        try EncryptionKeys.forge(
            header: #"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2s":\#(p2s),"p2c":\#(p2c)}"#,
            encryptedKey: EncryptionKeys.octets(40),
            contentKey: EncryptionKeys.octets(32)
        )
    }

    private func decrypter() throws -> JWEDecrypter {
        EncryptionKeys.decrypter(try EncryptionKeys.key(.pbes2HS256A128KW), .pbes2HS256A128KW)
    }

    @Test(
        "a count of rounds out of bounds is refused before the first round",
        arguments: [
            "1200001", "2147483647", "4294967296", "9223372036854775807", "9223372036854775808", "1e30",
            "999",
            "0", "-1", #""1000""#, "1000.5", "null", "[1000]", "1e400",
        ]
    )
    func bounds(_ count: String) throws {
        let token = try forge(p2c: count)
        let decrypter = try decrypter()
        let clock = ContinuousClock()
        let start = clock.now
        let error = #expect(throws: JWTError.self) { try decrypter.decrypt(token) }
        #expect(count == "1e400" ? error?.code == "malformed" : error == Self.expectation)
        // Two billion rounds would take minutes; on the busiest machine a refusal does not take two seconds.
        #expect(clock.now - start < .seconds(2))
    }

    @Test("the bounds themselves are taken")
    func atTheBounds() throws {
        for count in ["1000", "1200000"] {
            let token = try forge(p2c: count)
            let decrypter = try decrypter()
            #expect(throws: JWTError.decryptionFailed) { try decrypter.decrypt(token) }
        }
    }

    @Test("a salt has 8 octets at least", arguments: [#""""#, #""AAAAAAAAAA""#, "7", #""A+AAAAAAAAAA""#])
    func salt(_ salt: String) throws {
        let token = try forge(p2c: "1000", p2s: salt)
        let decrypter = try decrypter()
        let error = #expect(throws: JWTError.self) { try decrypter.decrypt(token) }
        #expect(error?.code == "header_invalid")
    }

    @Test("many recipients and passwords do not add up to more than the bound")
    func sumOfRounds() throws {
        let recipient = """
            {"header":{"alg":"PBES2-HS256+A128KW","p2s":"AAAAAAAAAAAAAAAA","p2c":600000},\
            "encrypted_key":"\(Base64URL.encode(EncryptionKeys.octets(40)))"}
            """
        let recipients = [String](repeating: recipient, count: 16).joined(separator: ",")
        let token = """
            {"protected":"\(Base64URL.encode(#"{"enc":"A256GCM"}"#.utf8))","recipients":[\(recipients)],\
            "iv":"AAAAAAAAAAAAAAAA","ciphertext":"AA","tag":"AAAAAAAAAAAAAAAAAAAAAA"}
            """
        let keys = try (0..<8).map { try JWK(password: Array("password \($0)".utf8)) }
        let decrypter = JWEDecrypter(
            keys: JWKSet(keys),
            algorithms: [.pbes2HS256A128KW],
            encryptions: [.a256GCM]
        )
        var rounds = 1_200_000
        let parameters = try KeyParametersOfToken(
            JWEHeader(
                protected: JSONObject(
                    json:
                        #"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2s":"AAAAAAAAAAAAAAAA","p2c":500000}"#
                )
            ),
            .pbes2HS256A128KW,
            .a256GCM,
            encryptedKey: EncryptionKeys.octets(40),
            limits: .default
        )
        let key = try #require(KeyDecryption(keys[0].material, .pbes2HS256A128KW))
        for left in [700_000, 200_000, 200_000, 200_000] {
            #expect(key.contentKey(parameters, iterations: &rounds) == nil)
            #expect(rounds == left)
        }
        #expect(throws: JWTError.decryptionFailed) { try decrypter.decryptJSON(token) }
    }

    @Test("a reader may set bounds of its own")
    func ownBounds() throws {
        let key = try EncryptionKeys.key(.pbes2HS256A128KW)
        let token = try EncryptionKeys.encrypter(key, .pbes2HS256A128KW).encrypt([1])
        let decrypter = JWEDecrypter(
            key: key,
            algorithms: [.pbes2HS256A128KW],
            encryptions: [.a256GCM],
            limits: JWELimits(passwordIterations: 100_000...200_000)
        )
        #expect(
            throws: JWTError.headerInvalid(name: "p2c", expected: "a whole number from 100000 to 200000")
        ) { try decrypter.decrypt(token) }
    }

    @Test("a writer keeps to what readers take", arguments: [0, 999, 1_200_001, -5])
    func writing(_ count: Int) throws {
        let key = try EncryptionKeys.key(.pbes2HS256A128KW)
        #expect(throws: JWTError.headerInvalid(name: "p2c", expected: "from 1000 to 1200000")) {
            try JWEEncrypter(key: key, algorithm: .pbes2HS256A128KW, passwordIterations: count)
        }
    }
}
