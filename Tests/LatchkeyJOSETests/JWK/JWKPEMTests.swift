import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("JWK from and to PEM")
struct JWKPEMTests {
    @Test("an RSA-4096 pair from ssh-keygen and openssl signs and verifies [D1]")
    func rsa4096() throws {
        let privateKey = try JWK(pem: KeyFiles.rsa4096PKCS1)
        let publicKey = try JWK(pem: KeyFiles.rsa4096SPKI)
        #expect(privateKey.keyType == .rsa && privateKey.isPrivate && !publicKey.isPrivate)
        #expect(privateKey.thumbprint() == publicKey.thumbprint())
        let token = try JWT.sign(Fixed.claims, with: privateKey)
        let verifier = Fixed.verifier(publicKey, algorithms: [.rs256])
        #expect(try verifier.verify(token, at: Fixed.now).subject == "42")
    }

    @Test(
        "every structure of one key is the same key [D1]",
        arguments: [
            [KeyFiles.rsa4096PKCS1, KeyFiles.rsa4096SPKI, KeyFiles.rsa4096PublicPKCS1],
            [KeyFiles.rsa2048PKCS1, KeyFiles.rsa2048PKCS8, KeyFiles.rsa2048SPKI],
            [KeyFiles.p256SEC1, KeyFiles.p256PKCS8, KeyFiles.p256SPKI, KeyFiles.p256CompressedSPKI],
            [
                KeyFiles.p384SEC1, KeyFiles.p384PKCS8, KeyFiles.p384SPKI, KeyFiles.p384CompressedSPKI,
            ],
            [
                KeyFiles.p521SEC1, KeyFiles.p521PKCS8, KeyFiles.p521SPKI, KeyFiles.p521CompressedSPKI,
            ],
            [KeyFiles.ed25519PKCS8, KeyFiles.ed25519SPKI],
            [KeyFiles.x25519PKCS8, KeyFiles.x25519SPKI],
            [KeyFiles.mldsa65PKCS8, KeyFiles.mldsa65SPKI],
            [KeyFiles.mldsa87PKCS8, KeyFiles.mldsa87SPKI],
        ]
    )
    func sameKey(_ texts: [String]) throws {
        let thumbprints = try texts.map { try JWK(pem: $0).thumbprint() }
        #expect(Set(thumbprints).count == 1)
    }

    @Test(
        "what is written reads as the same key, byte for byte as openssl or pyca/cryptography writes it",
        arguments: [
            KeyFiles.rsa2048PKCS8, KeyFiles.rsa2048SPKI, KeyFiles.p256PKCS8, KeyFiles.p256SPKI,
            KeyFiles.ed25519PKCS8, KeyFiles.ed25519SPKI, KeyFiles.p384PKCS8, KeyFiles.p384SPKI,
            KeyFiles.p521PKCS8, KeyFiles.p521SPKI, KeyFiles.x25519PKCS8, KeyFiles.x25519SPKI,
            KeyFiles.mldsa65PKCS8, KeyFiles.mldsa65SPKI, KeyFiles.mldsa87PKCS8, KeyFiles.mldsa87SPKI,
        ]
    )
    func roundTrip(_ text: String) throws {
        #expect(try JWK(pem: text).pem() == text)
    }

    @Test(
        "a key taken to JWK and back to PEM is the same",
        arguments: Fixed.algorithms.filter { $0.keyType != .oct }
    )
    func throughJWK(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        #expect(try JWK(json: key.json()).pem() == key.pem())
        let publicKey = try #require(key.publicKey)
        #expect(try JWK(json: publicKey.json()).pem() == publicKey.pem())
    }

    @Test("a symmetric key has no PEM form")
    func symmetric() throws {
        let key = try Fixed.hmac()
        #expect(throws: JWTError.keyInvalid(reason: "a symmetric key has no PEM form")) { try key.pem() }
    }

    @Test("line endings, indentation and text around the block do not matter")
    func lenientAboutTextAround() throws {
        let expected = try JWK(pem: KeyFiles.p256SPKI).thumbprint()
        let crlf = KeyFiles.p256SPKI.replacing("\n", with: "\r\n")
        let oneLine = KeyFiles.p256SPKI.replacing("\n", with: " ")
        for text in [
            crlf, oneLine, "subject: test\n\n" + KeyFiles.p256SPKI + "trailing",
            "\u{feff}" + KeyFiles.p256SPKI,
        ] {
            #expect(try JWK(pem: text).thumbprint() == expected)
        }
    }

    @Test("the algorithm asked for becomes the key's, and must fit it")
    func algorithm() throws {
        #expect(try JWK(pem: KeyFiles.ed25519SPKI, algorithm: .ed25519).algorithms == [.ed25519])
        #expect(try JWK(pem: KeyFiles.ed25519SPKI).algorithms == [.eddsa, .ed25519])
        #expect(throws: JWTError.keyInvalid(reason: "ES256 takes no RSA key")) {
            try JWK(pem: KeyFiles.rsa2048SPKI, algorithm: .es256)
        }
        #expect(throws: JWTError.keyInvalid(reason: "HS256 takes no RSA key")) {
            try JWK(pem: KeyFiles.rsa2048SPKI, algorithm: .hs256)
        }
    }

    static let refused: [(text: String, reason: String)] = [
        (KeyFiles.rsa1024PKCS1, "the RSA modulus has fewer than 2048 bits"),
        (KeyFiles.rsa1024SPKI, "the RSA modulus has fewer than 2048 bits"),
        (KeyFiles.rsaPSS, "keys of this algorithm are not supported"),
        (
            KeyFiles.rsaEncrypted,
            "the PEM block has headers; if they say it is encrypted, rewrite it: "
                + "openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE"
        ),
        (
            KeyFiles.p256SPKI.replacing("PUBLIC KEY", with: "PGP PUBLIC KEY BLOCK"),
            "a PEM block of type PGP PUBLIC KEY BLOCK is not supported"
        ),
        (KeyFiles.secp256k1SEC1, "keys of this curve are not supported"),
        (KeyFiles.rsa4096OpenSSHPublic, "the text holds no PEM block"),
        ("", "the text holds no PEM block"),
        ("-----BEGIN PUBLIC KEY-----", "a PEM block does not end"),
        ("-----BEGIN PUBLIC KEY", "a PEM boundary is broken"),
        (
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            "its DER is not of the structure that its label names"
        ),
        ("-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----", "the PEM block is not base64"),
        ("-----BEGIN PUBLIC KEY-----\nAAAB====\n-----END PUBLIC KEY-----", "the PEM block is not base64"),
        ("-----BEGIN PUBLIC KEY-----\nAAB=\n-----END PUBLIC KEY-----", "the PEM block is not base64"),
        ("-----BEGIN PUBLIC KEY-----\nAA_-\n-----END PUBLIC KEY-----", "the PEM block is not base64"),
        (KeyFiles.p256SPKI + KeyFiles.p256PKCS8, "the PEM text holds more than one key"),
        (
            KeyFiles.p256PKCS8.replacing("PRIVATE KEY", with: "PUBLIC KEY"),
            "its DER is not of the structure that its label names"
        ),
        (
            KeyFiles.p256SPKI.replacing("PUBLIC KEY", with: "PRIVATE KEY"),
            "its DER is not of the structure that its label names"
        ),
    ]

    @Test("refuses what is no key that can be used, and says why", arguments: refused)
    func refuses(_ text: String, _ reason: String) {
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try JWK(pem: text) }
    }

    @Test("any changed octet in a key is refused or makes another key, and never stops the process")
    func mutations() throws {
        for text in [
            KeyFiles.rsa2048PKCS8, KeyFiles.p256SEC1, KeyFiles.ed25519PKCS8, KeyFiles.p256SPKI,
            KeyFiles.p521SEC1, KeyFiles.x25519PKCS8, KeyFiles.mldsa65PKCS8,
        ] {
            let document = try PEMDocument(Array(text.utf8))
            for index in document.der.indices where index < 64 || index % 7 == 0 {
                var der = document.der
                der[index] ^= 0xff
                _ = try? DERKey.material(PEMDocument(label: document.label, der: der))
                _ = try? DERKey.material(PEMDocument(label: document.label, der: Array(der[..<index])))
            }
        }
    }

    @Test("a private key whose public part is another's is refused")
    func mismatchedParts() throws {
        let other = try PEMDocument(Array(JWK.generate(.es256).pem().utf8)).der
        var der = try PEMDocument(Array(KeyFiles.p256PKCS8.utf8)).der
        der.replaceSubrange((der.count - 64)..., with: other.suffix(64))
        #expect(throws: JWTError.keyInvalid(reason: "its private and public parts do not match")) {
            try DERKey.material(PEMDocument(label: "PRIVATE KEY", der: der))
        }
    }
}
