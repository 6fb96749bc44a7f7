import Crypto
import Testing

@testable import LatchkeyJOSE

/// The examples of RFC 7518, appendices B and C.
@Suite("RFC 7518")
struct RFC7518Tests {
    static let plaintext = """
        A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy \
        without inconvenience
        """
    static let additional = "The second principle of Auguste Kerckhoffs"
    static let vector = octets("1af38c2dc2b96ffdd86694092341bc04")

    static let cases: [(ContentEncryption, ciphertext: String, tag: String)] = [
        (
            .a128CBCHS256,
            """
            c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2\
            fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b\
            384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db
            """,
            "652c3fa36b0a7c5b3219fab3a30bc1c4"
        ),
        (
            .a192CBCHS384,
            """
            ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb000d279bdc14c1072654bd30944230c6\
            57bed4ca0c9f4a8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b3bed787a2f0ffcbf3904be2a641d5c21\
            05bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49787bcd57ef484927f280adc91ac0c4e79c7b11efc60054e3
            """,
            "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7"
        ),
        (
            .a256CBCHS512,
            """
            4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2\
            e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3\
            a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6
            """,
            "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"
        ),
    ]

    @Test("B.1 to B.3: AES-CBC with HMAC", arguments: cases)
    func contentEncryption(_ encryption: ContentEncryption, _ ciphertext: String, _ tag: String) {
        let key = SymmetricKey(data: [UInt8](0..<UInt8(encryption.keyLength)))
        let content = SealedContent(
            initializationVector: Self.vector,
            ciphertext: Self.octets(ciphertext),
            tag: Self.octets(tag)
        )
        let opened = encryption.open(content, key: key, authenticating: Array(Self.additional.utf8))
        #expect(opened == Array(Self.plaintext.utf8))
    }

    @Test("C: ECDH-ES with the ephemeral key of Alice and the key of Bob")
    func keyAgreement() throws {
        let alice = try JWK(
            json: """
                {"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",\
                "y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps","d":"0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"}
                """
        )
        let bob = try JWK(
            json: """
                {"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",\
                "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}
                """
        )
        let context = KeyContext(
            algorithm: .ecdhES,
            encryption: .a128GCM,
            partyU: Array("Alice".utf8),
            partyV: Array("Bob".utf8)
        )
        for (own, other) in [(alice, bob), (bob, alice)] {
            let secret = try own.material.sharedSecret(with: other.material)
            #expect(Base64URL.encode(context.derivedKey(from: secret).octets) == "VqqN6vgjbSBcIijNcacQGg")
        }
    }

    private static func octets(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.utf8.map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
