import CryptoExtras
import Testing

@testable import LatchkeyJOSE

@Suite("Keys for key agreement")
struct KeyAgreementTests {
    @Test("two keys of one curve share one secret of its width", arguments: KeyAgreementCurve.allCases)
    func sharedSecret(_ curve: KeyAgreementCurve) throws {
        let (one, other) = (try JWK.generate(agreeingOn: curve), try JWK.generate(agreeingOn: curve))
        let (onePublic, otherPublic) = (try #require(one.publicKey), try #require(other.publicKey))
        let secret = try one.material.sharedSecret(with: otherPublic.material)
        #expect(try other.material.sharedSecret(with: onePublic.material) == secret)
        #expect(secret.count == [.p256: 32, .p384: 48, .p521: 66, .x25519: 32][curve])
        #expect(one.use == "enc" && one.keyID == one.thumbprint())
        #expect(try JWK(json: one.json()).json() == one.json())
    }

    @Test("keys of two curves, and a public key on its own, share none")
    func mismatch() throws {
        let x25519 = try JWK(pem: KeyFiles.x25519PKCS8)
        #expect(throws: JWTError.keyUnsuitable(reason: "X25519 and P-256 keys share no secret")) {
            try x25519.material.sharedSecret(with: Fixed.p256().material)
        }
        #expect(throws: JWTError.keyUnsuitable(reason: "Ed25519 and X25519 keys share no secret")) {
            try Fixed.ed25519().material.sharedSecret(with: x25519.material)
        }
        let publicKey = try #require(x25519.publicKey)
        #expect(throws: JWTError.keyUnsuitable(reason: "it has no private part")) {
            try publicKey.material.sharedSecret(with: publicKey.material)
        }
    }

    @Test(
        "an X25519 point of small order is refused when it is used",
        arguments: [
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "4Ot6fDtBuK4WVuP68Z_EatoJjeucMrH9hmIFFl9JuAA", "X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc",
            "7P_______________________________________38", "7f_______________________________________38",
        ]
    )
    func smallOrder(_ point: String) throws {
        let own = try JWK(pem: KeyFiles.x25519PKCS8)
        let other = try JWK(json: #"{"kty":"OKP","crv":"X25519","x":"\#(point)"}"#)
        let error = #expect(throws: JWTError.self) { try own.material.sharedSecret(with: other.material) }
        #expect(error?.code == "key_unsuitable")
    }

    @Test("an X25519 key neither signs nor verifies")
    func noSignatures() throws {
        let key = try JWK(pem: KeyFiles.x25519PKCS8)
        #expect(key.algorithms.isEmpty)
        for algorithm in SignatureAlgorithm.allCases {
            #expect(throws: JWTError.algorithmNotAllowed(name: algorithm.name)) {
                try JWTSigner(key: key, algorithm: algorithm)
            }
            #expect(key.material.verificationKey(algorithm) == nil)
        }
    }

    @Test("an RSA key encrypts and decrypts, too")
    func rsa() throws {
        guard case .rsa(let key) = try Fixed.rsa().material else {
            Issue.record("not RSA")
            return
        }
        let sealed = try key.encryptionKey().encrypt(Fixed.secret, padding: .PKCS1_OAEP_SHA256)
        let opened = try #require(try key.decryptionKey()).decrypt(sealed, padding: .PKCS1_OAEP_SHA256)
        #expect(Array(opened) == Fixed.secret)
        #expect(try key.publicPart.decryptionKey() == nil)
    }
}
