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

    @Test("every curve agrees with itself and refuses the others", arguments: KeyAgreementCurve.allCases)
    func curves(_ curve: KeyAgreementCurve) throws {
        let key = try JWK.generate(agreeingOn: curve)
        for algorithm in [KeyManagementAlgorithm.ecdhES, .ecdhESA128KW, .ecdhESA192KW, .ecdhESA256KW] {
            let token = try EncryptionKeys.encrypter(#require(key.publicKey), algorithm).encrypt([1])
            for other in KeyAgreementCurve.allCases {
                let recipient = other == curve ? key : try JWK.generate(agreeingOn: other)
                let decrypter = EncryptionKeys.decrypter(recipient, algorithm)
                if other == curve {
                    let decrypted = try decrypter.decrypt(token)
                    #expect(decrypted.plaintext == [1])
                    guard case .object(let ephemeral) = decrypted.header["epk"] else {
                        Issue.record("no epk")
                        continue
                    }
                    #expect(ephemeral["crv"] == .string(curve.rawValue))
                    #expect(ephemeral["d"] == nil)
                } else {
                    #expect(throws: JWTError.decryptionFailed) { try decrypter.decrypt(token) }
                }
            }
        }
    }

    @Test(
        "an X25519 point of small order, which makes the secret zero, is refused on both sides",
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
        let object = try JSONObject(
            json: #"{"kty":"OKP","crv":"X25519","x":"\#(Base64URL.encode(point))"}"#
        )
        // The content key that whoever sends such a point hopes for.
        let context = KeyContext(algorithm: .ecdhES, encryption: .a256GCM)
        let contentKey = context.derivedKey(from: [UInt8](repeating: 0, count: 32)).octets
        let token = try EncryptionKeys.forge(
            header: #"{"alg":"ECDH-ES","enc":"A256GCM","epk":\#(object.json())}"#,
            contentKey: contentKey
        )
        let decrypter = try EncryptionKeys.decrypter(JWK.generate(agreeingOn: .x25519), .ecdhES)
        #expect(throws: JWTError.decryptionFailed) { try decrypter.decrypt(token) }
        #expect(throws: JWTError.keyUnsuitable(reason: "its point is of small order")) {
            try EncryptionKeys.encrypter(JWK(object), .ecdhES).encrypt([1])
        }
    }
}
