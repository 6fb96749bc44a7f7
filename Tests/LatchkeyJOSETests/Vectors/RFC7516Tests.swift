import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The examples of RFC 7516, appendix A.
@Suite("RFC 7516")
struct RFC7516Tests {
    static let prosper = "Live long and prosper."

    @Test("A.1: RSA-OAEP and AES GCM")
    func rsaOAEP() throws {
        let decrypter = JWEDecrypter(
            key: try JWK(json: RFC7516Examples.a1Key),
            algorithms: [.rsaOAEP],
            encryptions: [.a256GCM]
        )
        #expect(
            try decrypter.decrypt(RFC7516Examples.a1).text
                == "The true sign of intelligence is not knowledge but imagination."
        )
    }

    @Test("A.2: RSAES-PKCS1-v1_5 is refused by name")
    func rsa15() throws {
        let decrypter = JWEDecrypter(
            key: try JWK(json: RFC7516Examples.a2Key),
            algorithms: Set(KeyManagementAlgorithm.allCases),
            encryptions: Set(ContentEncryption.allCases)
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "RSA1_5")) {
            try decrypter.decrypt(RFC7516Examples.a2)
        }
    }

    @Test("A.3: AES key wrap and AES-CBC with HMAC")
    func keyWrap() throws {
        let decrypted = try decrypter().decrypt(RFC7516Examples.a3)
        #expect(decrypted.text == Self.prosper)
        #expect(decrypted.header.algorithm == .a128KW)
        #expect(decrypted.header.encryption == .a128CBCHS256)
        #expect(decrypted.additionalData == nil)
    }

    @Test("A.4: general JSON, where the recipient with RSAES-PKCS1-v1_5 does not stand in the other's way")
    func generalJSON() throws {
        let decrypted = try decrypter().decryptJSON(RFC7516Examples.a4)
        #expect(decrypted.text == Self.prosper)
        #expect(decrypted.header.keyID == "7")
        #expect(decrypted.header["jku"] == "https://server.example.com/keys.jwks")
        let first = JWEDecrypter(
            key: try JWK(json: RFC7516Examples.a2Key),
            algorithms: Set(KeyManagementAlgorithm.allCases),
            encryptions: Set(ContentEncryption.allCases)
        )
        #expect(throws: JWTError.algorithmNotAllowed(name: "RSA1_5")) {
            try first.decryptJSON(RFC7516Examples.a4)
        }
    }

    @Test("A.5: flattened JSON")
    func flattenedJSON() throws {
        #expect(try decrypter().decryptJSON(RFC7516Examples.a5).text == Self.prosper)
    }

    private func decrypter() throws -> JWEDecrypter {
        JWEDecrypter(
            key: try JWK(json: RFC7516Examples.a3Key),
            algorithms: [.a128KW],
            encryptions: [.a128CBCHS256]
        )
    }
}

extension DecryptedJWE {
    var text: String { String(decoding: plaintext, as: UTF8.self) }
}
