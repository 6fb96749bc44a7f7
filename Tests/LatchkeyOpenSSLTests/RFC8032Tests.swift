import LatchkeyJOSE
import LatchkeyOpenSSL
import Testing

/// Test vectors of RFC 8032, section 7.4.
@Suite("RFC 8032, Ed448")
struct RFC8032Tests {
    struct Vector: Sendable, CustomStringConvertible {
        let description: String
        let seed: String
        let point: String
        let message: String
        let signature: String
    }

    static let vectors = [
        Vector(
            description: "7.4 Blank",
            seed: """
                6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3\
                528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b
                """,
            point: """
                5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778\
                edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180
                """,
            message: "",
            signature: """
                533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f\
                2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a\
                9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db\
                b61149f05a7363268c71d95808ff2e652600
                """
        ),
        Vector(
            description: "7.4 1 octet",
            seed: """
                c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463a\
                fbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e
                """,
            point: """
                43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c086\
                6aea01eb00742802b8438ea4cb82169c235160627b4c3a9480
                """,
            message: "03",
            signature: """
                26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f435\
                2541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cb\
                cee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0f\
                f3348ab21aa4adafd1d234441cf807c03a00
                """
        ),
    ]

    @Test("signs and verifies", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let (seed, point) = (Base64URL.encode(try hex(vector.seed)), Base64URL.encode(try hex(vector.point)))
        let key = try OpenSSLKey(json: #"{"kty":"OKP","crv":"Ed448","x":"\#(point)","d":"\#(seed)"}"#)
        let (message, signature) = (try hex(vector.message), try hex(vector.signature))
        #expect(try key.signature(for: message) == signature)
        #expect(key.publicKey.isValidSignature(signature, for: message))
        #expect(!key.publicKey.isValidSignature(signature, for: message + [0]))
    }

    private func hex(_ text: String) throws -> [UInt8] {
        let digits = try text.map { try #require($0.hexDigitValue) }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
