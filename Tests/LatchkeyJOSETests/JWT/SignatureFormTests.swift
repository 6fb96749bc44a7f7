import Testing

@testable import LatchkeyJOSE

/// Signatures that are wrong in form: too short, too long, out of range, encoded otherwise.
@Suite("JWTVerifier, form of signatures")
struct SignatureFormTests {
    private static func refuses(_ signature: [UInt8], _ algorithm: SignatureAlgorithm) throws -> Bool {
        let key = try Fixed.key(algorithm)
        let input =
            Base64URL.encode(Array(#"{"alg":"\#(algorithm)"}"#.utf8)) + "."
            + Base64URL.encode(Array(Forge.claims.utf8))
        let token = input + "." + Base64URL.encode(signature)
        do throws(JWTError) {
            _ = try Fixed.verifier(key, algorithms: [algorithm]).verify(token, at: Fixed.now)
            return false
        } catch {
            return error == .signatureInvalid
        }
    }

    /// The octets of a good signature.
    private static func signature(_ algorithm: SignatureAlgorithm) throws -> [UInt8] {
        let key = try Fixed.key(algorithm)
        let token = try Forge.token(header: #"{"alg":"\#(algorithm)"}"#, key: key, algorithm: algorithm)
        return try #require(token.split(separator: ".").last.flatMap { Base64URL.decode($0) })
    }

    @Test("A12, A15, A19: refuses every length but the right one", arguments: Fixed.algorithms)
    func lengths(_ algorithm: SignatureAlgorithm) throws {
        let good = try Self.signature(algorithm)
        #expect(try !Self.refuses(good, algorithm))
        for wrong in [
            [], [0], Array(good.dropLast()), Array(good.dropFirst()), good + [0], [0] + good, good + good,
            Array(good.prefix(8)),
        ] {
            #expect(try Self.refuses(wrong, algorithm))
        }
        #expect(try Self.refuses([UInt8](repeating: 0, count: good.count), algorithm))
    }

    /// The orders of the curves (FIPS 186-5, SP 800-186 §3.2.1).
    private static let orders: [(SignatureAlgorithm, String)] = [
        (.es256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        (
            .es384,
            String(repeating: "f", count: 48) + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        ),
        (
            .es512,
            "01" + String(repeating: "f", count: 64)
                + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        ),
    ]

    @Test(
        "A15, A16: refuses ECDSA with r or s at the edges, swapped, or in DER, and takes a high s",
        arguments: Self.orders
    )
    func ecdsa(_ algorithm: SignatureAlgorithm, _ order: String) throws {
        let order = try hex(order)
        let size = order.count
        let zero = [UInt8](repeating: 0, count: size)
        let edges = [
            zero, zero.dropLast() + [1], minusOne(order), order,
            Array(order.dropLast()) + [order[size - 1] + 1],
            [UInt8](repeating: 0xff, count: size),
        ]
        for r in edges {
            for s in edges {
                #expect(try Self.refuses(r + s, algorithm))
            }
        }
        let good = try Self.signature(algorithm)
        let (r, s) = (Array(good[..<size]), Array(good[size...]))
        #expect(try Self.refuses(s + r, algorithm))
        let length = UInt8(size)
        #expect(
            try Self.refuses([0x30, 2 * length + 4, 0x02, length] + r + [0x02, length] + s, algorithm)
        )
        #expect(try Self.refuses(good + [0x1b], algorithm))
        #expect(try !Self.refuses(r + subtract(s, from: order), algorithm))
    }

    @Test("A21: no two ECDSA signatures of one text share their r")
    func freshNonces() throws {
        let signer = try JWTSigner(key: Fixed.p256(), algorithm: .es256)
        let count = 10_000
        let nonces = try Set(
            (0..<count).map { _ in
                try signer.sign(Fixed.claims).split(separator: ".").last?.prefix(42)
            }
        )
        #expect(nonces.count == count)
    }

    @Test("A12: refuses RSA signatures not below the modulus, and with garbage inside")
    func rsa() throws {
        let n = try #require(
            try JSONObject(json: Fixed.rsa().json()).string("n").flatMap { Base64URL.decode($0) }
        )
        let good = try Self.signature(.rs256)
        #expect(try Self.refuses(n, .rs256))
        #expect(try Self.refuses([UInt8](repeating: 0xff, count: n.count), .rs256))
        #expect(try Self.refuses([UInt8](repeating: 0, count: n.count - 1) + [1], .rs256))
        #expect(try Self.refuses(subtract(good, from: n), .rs256))
    }

    @Test("A19: refuses an Ed25519 signature whose S is not reduced")
    func malleability() throws {
        let order = try hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        let good = try Self.signature(.eddsa)
        var carry = 0
        let shifted = zip(good[32...], order).map { one, other in
            let sum = Int(one) + Int(other) + carry
            carry = sum >> 8
            return UInt8(sum & 0xff)
        }
        #expect(carry == 0)
        #expect(try Self.refuses(good[..<32] + shifted, .eddsa))
    }

    private func hex(_ text: String) throws -> [UInt8] {
        let digits = try text.map { try #require($0.hexDigitValue) }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private func minusOne(_ number: [UInt8]) -> [UInt8] {
        subtract([UInt8](repeating: 0, count: number.count - 1) + [1], from: number)
    }

    /// Big-endian subtraction of numbers of one length.
    private func subtract(_ number: [UInt8], from other: [UInt8]) -> [UInt8] {
        var borrow = 0
        let digits = zip(number, other).reversed().map { low, high in
            let difference = Int(high) - Int(low) - borrow
            borrow = difference < 0 ? 1 : 0
            return UInt8(difference & 0xff)
        }
        return digits.reversed()
    }
}
