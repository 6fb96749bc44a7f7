import Crypto
import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("Ephemeral keys of ECDH-ES")
struct EphemeralKeyTests {
    private static let refusal = JWTError.headerInvalid(
        name: "epk",
        expected: "a public key of an elliptic curve that is supported"
    )
    private static let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    private static let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    private static let zeros = String(repeating: "A", count: 43)

    static let refused = [
        #"{}"#, #"{"kty":"EC","crv":"P-256","x":"\#(x)"}"#,
        #"{"kty":"EC","crv":"P-256","x":"\#(y)","y":"\#(x)"}"#,
        #"{"kty":"EC","crv":"P-256","x":"\#(zeros)","y":"\#(zeros)"}"#,
        #"{"kty":"EC","crv":"P-256","x":"AA\#(x)","y":"\#(y)"}"#,
        #"{"kty":"EC","crv":"p-256","x":"\#(x)","y":"\#(y)"}"#,
        #"{"kty":"EC","crv":"secp256k1","x":"\#(x)","y":"\#(y)"}"#,
        #"{"kty":"EC","crv":"P-384","x":"\#(x)","y":"\#(y)"}"#,
        #"{"kty":"OKP","crv":"P-256","x":"\#(x)","y":"\#(y)"}"#,
        #"{"kty":"OKP","crv":"Ed25519","x":"\#(x)"}"#, #"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#,
        #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","d":"\#(x)"}"#,
        #"{"kty":"oct","k":"\#(x)"}"#,
    ]

    private func token(_ ephemeral: String) throws -> String {
        try EncryptionKeys.forge(
            header: #"{"alg":"ECDH-ES","enc":"A256GCM","epk":\#(ephemeral)}"#,
            contentKey: EncryptionKeys.octets(32)
        )
    }

    private func decrypter() throws -> JWEDecrypter {
        EncryptionKeys.decrypter(try EncryptionKeys.key(.ecdhES), .ecdhES)
    }

    @Test("a point that is not on its curve, of another width or private is refused", arguments: refused)
    func points(_ ephemeral: String) throws {
        let token = try token(ephemeral)
        let decrypter = try decrypter()
        #expect(throws: Self.refusal) { try decrypter.decrypt(token) }
    }

    @Test("anything but an object is refused", arguments: ["null", "7", #""x""#, "[]"])
    func types(_ ephemeral: String) throws {
        let token = try token(ephemeral)
        let decrypter = try decrypter()
        #expect(throws: JWTError.headerInvalid(name: "epk", expected: "present, and an object")) {
            try decrypter.decrypt(token)
        }
    }

    @Test("a key on another curve than the recipient's is refused")
    func otherCurve() throws {
        let others: [AgreementPublicKey] = [
            .p384(P384.KeyAgreement.PrivateKey().publicKey), .p521(P521.KeyAgreement.PrivateKey().publicKey),
            .x25519(Curve25519.KeyAgreement.PrivateKey().publicKey),
        ]
        let decrypter = try decrypter()
        for other in others {
            #expect(throws: JWTError.decryptionFailed) {
                try decrypter.decrypt(token(other.parameters.json()))
            }
        }
    }

    @Test("what is written can be read", arguments: 0..<4)
    func reading(_ curve: Int) throws {
        let keys: [AgreementPrivateKey] = [
            .p256(P256.KeyAgreement.PrivateKey()), .p384(P384.KeyAgreement.PrivateKey()),
            .p521(P521.KeyAgreement.PrivateKey()), .x25519(Curve25519.KeyAgreement.PrivateKey()),
        ]
        let key = keys[curve]
        let read = try AgreementPublicKey(ephemeral: key.publicKey.parameters)
        let other = read.ephemeralKey()
        let one = try #require(key.sharedSecret(with: other.publicKey))
        let two = try #require(other.sharedSecret(with: read))
        #expect(one == two)
    }

    @Test(
        "an X25519 point of small order, which makes the secret zero, is no key to agree with",
        arguments: [
            [UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31),
            [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
            [
                0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
                0x6a,
                0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8,
                0x00,
            ],
            [
                0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef,
                0x5b,
                0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11,
                0x57,
            ],
        ] as [[UInt8]]
    )
    func smallOrder(_ point: [UInt8]) throws {
        let own = AgreementPrivateKey.x25519(Curve25519.KeyAgreement.PrivateKey())
        let other = try AgreementPublicKey.x25519(
            Curve25519.KeyAgreement.PublicKey(rawRepresentation: point)
        )
        #expect(own.sharedSecret(with: other) == nil)
    }
}
