import Testing

@testable import LatchkeyJOSE

@Suite("Compressed content")
struct CompressionTests {
    /// DEFLATE of as many times `a` as 258 goes into `count`, and one: a run of fixed codes, thirteen bits for each 258.
    private static func run(_ count: Int) -> (compressed: [UInt8], length: Int) {
        var bits: [Bool] = [true, true, false]
        // Huffman codes begin with their highest bit: the literal `a`, then the length 258 at distance 1.
        append(0x30 + 0x61, width: 8, to: &bits)
        for _ in 0..<count / 258 {
            append(0b1100_0101, width: 8, to: &bits)
            append(0, width: 5, to: &bits)
        }
        append(0, width: 7, to: &bits)
        var octets = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        for (index, bit) in bits.enumerated() where bit { octets[index / 8] |= 1 << UInt8(index % 8) }
        return (octets, count / 258 * 258 + 1)
    }

    private static func append(_ code: Int, width: Int, to bits: inout [Bool]) {
        for bit in (0..<width).reversed() { bits.append(code >> bit & 1 == 1) }
    }

    private func decrypt(_ compressed: [UInt8], limit: Int = 250 * 1024) throws -> [UInt8] {
        let token = try EncryptionKeys.forgeDirect(#","zip":"DEF""#, plaintext: compressed)
        return try EncryptionKeys.directDecrypter(compression: .deflate(maximumSize: limit)).decrypt(token)
            .plaintext
    }

    @Test("content up to the limit is inflated, one octet more is refused")
    func limit() throws {
        let (compressed, length) = Self.run(100_000)
        #expect(try decrypt(compressed, limit: length) == [UInt8](repeating: 0x61, count: length))
        #expect(
            throws: JWTError.malformed(reason: "its content inflates to more than \(length - 1) octets")
        ) { try decrypt(compressed, limit: length - 1) }
        #expect(throws: JWTError.malformed(reason: "its content inflates to more than 0 octets")) {
            try decrypt(compressed, limit: 0)
        }
    }

    @Test("a bomb is refused at 250 KiB by default")
    func bomb() throws {
        let (compressed, length) = Self.run(6_000_000)
        #expect(compressed.count < 40_000)
        #expect(length > 5_000_000)
        #expect(throws: JWTError.malformed(reason: "its content inflates to more than 256000 octets")) {
            try decrypt(compressed)
        }
    }

    @Test("content that is not DEFLATE, ends too early or goes on is refused")
    func broken() throws {
        let (compressed, _) = Self.run(1000)
        let refusal = JWTError.malformed(reason: "its content is not DEFLATE")
        let others: [[UInt8]] = [
            [], [0xff], [0x07], Array(compressed.dropLast()), compressed + [0], [0x78, 0x9c] + compressed,
        ]
        for other in others {
            #expect(throws: refusal) { try decrypt(other) }
        }
        #expect(try decrypt([0x03, 0x00]) == [])
    }

    @Test("without being asked for it is refused before anything is decrypted")
    func unasked() throws {
        let refusal = JWTError.headerInvalid(
            name: "zip",
            expected: "absent: compressed content is not accepted here"
        )
        let token = try EncryptionKeys.forgeDirect(#","zip":"DEF""#, plaintext: [0x03, 0x00])
        #expect(throws: refusal) { try EncryptionKeys.directDecrypter().decrypt(token) }
    }

    @Test("only DEF is known", arguments: [#""def""#, #""GZIP""#, #""""#, "null", "true", #"["DEF"]"#])
    func names(_ name: String) throws {
        let token = try EncryptionKeys.forgeDirect(#","zip":\#(name)"#, plaintext: [0x03, 0x00])
        #expect(throws: JWTError.headerInvalid(name: "zip", expected: "DEF")) {
            try EncryptionKeys.directDecrypter(compression: .deflate()).decrypt(token)
        }
    }

    @Test("an encrypter does not compress, and does not let its caller say that it did")
    func writing() throws {
        #expect(throws: JWTError.headerInvalid(name: "zip", expected: "left to the library")) {
            try JWEEncrypter(key: EncryptionKeys.key(.a256KW), algorithm: .a256KW, header: ["zip": "DEF"])
        }
    }
}
