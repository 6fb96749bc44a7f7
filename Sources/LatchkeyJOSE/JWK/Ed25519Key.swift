import Crypto
import FoundationEssentials

/// Ed25519 keys from their octets, with the checks that the primitive leaves to its caller.
enum Ed25519Key {
    static func publicKey(_ point: [UInt8]) throws(JWTError) -> Curve25519.Signing.PublicKey {
        guard !isWeak(point) else {
            throw .keyInvalid(reason: "its point is of small order or not canonical")
        }
        do {
            return try Curve25519.Signing.PublicKey(rawRepresentation: point)
        } catch {
            throw .keyInvalid(reason: "an Ed25519 key has 32 octets")
        }
    }

    static func privateKey(_ seed: [UInt8]) throws(JWTError) -> Curve25519.Signing.PrivateKey {
        do {
            return try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        } catch {
            throw .keyInvalid(reason: "an Ed25519 key has 32 octets")
        }
    }

    static func privateKey(
        _ seed: [UInt8],
        matching point: Curve25519.Signing.PublicKey
    ) throws(JWTError) -> Curve25519.Signing.PrivateKey {
        let key = try privateKey(seed)
        guard key.publicKey.rawRepresentation == point.rawRepresentation else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
        return key
    }

    /// Whether signatures under this point prove nothing (small order) or the point has a second encoding (y ≥ p).
    private static func isWeak(_ point: [UInt8]) -> Bool {
        guard point.count == 32 else { return false }
        var y = point
        y[31] &= 0x7f
        let isNotCanonical = y[31] == 0x7f && y[1..<31].allSatisfy { $0 == 0xff } && y[0] >= 0xed
        return isNotCanonical || smallOrder.contains(y)
    }

    /// The y coordinates of the eight points of small order, little-endian: orders 4, 1, 2, 8 and 8.
    private static let smallOrder: [[UInt8]] = [
        [UInt8](repeating: 0, count: 32),
        [1] + [UInt8](repeating: 0, count: 31),
        [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
            0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ]
}
