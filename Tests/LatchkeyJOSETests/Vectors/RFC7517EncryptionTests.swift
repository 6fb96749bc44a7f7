import Testing

@testable import LatchkeyJOSE

/// The encrypted key of RFC 7517, appendix C.
@Suite("RFC 7517, appendix C")
struct RFC7517EncryptionTests {
    @Test("C.9: an RSA key encrypted with a password")
    func encryptedKey() throws {
        let decrypter = JWEDecrypter(
            key: try JWK(password: Array(RFC7517EncryptedKey.password.utf8)),
            algorithms: [.pbes2HS256A128KW],
            encryptions: [.a128CBCHS256]
        )
        let decrypted = try decrypter.decrypt(RFC7517EncryptedKey.token)
        #expect(decrypted.text == RFC7517EncryptedKey.key)
        #expect(decrypted.header.contentType == "jwk+json")
        #expect(try JWK(json: decrypted.plaintext).keyID == "juliet@capulet.lit")
    }

    @Test("C.4: the key derived from the password")
    func derivedKey() throws {
        let derivation = PasswordDerivation(
            algorithm: .pbes2HS256A128KW,
            password: Array(RFC7517EncryptedKey.password.utf8)
        )
        let salt = try #require(Base64URL.decode("2WCTcJZ1Rvd_CJuJripQ1w"))
        #expect(
            derivation.wrappingKey(saltInput: salt, iterations: 4096)?.octets
                == [110, 171, 169, 92, 129, 92, 109, 117, 233, 242, 116, 233, 170, 14, 24, 75]
        )
    }
}
