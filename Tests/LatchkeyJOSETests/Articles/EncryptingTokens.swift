import FoundationEssentials
import LatchkeyJOSE
import Testing

@Suite("The article EncryptingTokens")
struct EncryptingTokens {
    @Test("encrypts octets to a key")
    func octets() throws {
        // snippet
        let key = try JWK.generate(agreeingOn: .x25519)
        let encrypter = try JWEEncrypter(key: key, algorithm: .ecdhESA256KW, encryption: .a256GCM)
        let letter = try encrypter.encrypt(Array("The treasure is under the bridge.".utf8))

        let decrypter = JWEDecrypter(key: key, algorithms: [.ecdhESA256KW], encryptions: [.a256GCM])
        let text = try decrypter.decrypt(letter).plaintext
        // end
        #expect(text == Array("The treasure is under the bridge.".utf8))
    }

    @Test("signs, then encrypts")
    func nested() throws {
        let ownKey = try JWK.generate(.es256)
        let theirKey = try JWK.generate(.ecdhESA256KW)
        let claims = Claims(issuer: "https://id.example", audience: ["shop"], expiresAt: .now + 900)
        // snippet
        let signer = NestedJWTSigner(
            signer: try JWTSigner(key: ownKey),
            encrypter: try JWEEncrypter(key: theirKey, algorithm: .ecdhESA256KW)
        )
        let token = try signer.sign(claims)
        // end

        // snippet
        let verifier = NestedJWTVerifier(
            decrypter: JWEDecrypter(
                key: theirKey,
                algorithms: [.ecdhESA256KW],
                encryptions: [.a256GCM]
            ),
            verifier: JWTVerifier(
                key: ownKey,
                algorithms: [.es256],
                issuer: "https://id.example",
                audience: "shop"
            )
        )
        let jwt = try verifier.verify(token, at: .now).jwt
        // end
        #expect(jwt.issuer == "https://id.example")
    }
}
