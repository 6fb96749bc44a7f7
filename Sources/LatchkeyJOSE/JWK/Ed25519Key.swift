import Crypto
import FoundationEssentials

/// An Ed25519 key, read with the checks that the primitive leaves to its caller.
struct Ed25519Key: AsymmetricKey {
    let publicKey: Curve25519.Signing.PublicKey
    let privateKey: Curve25519.Signing.PrivateKey?

    static var name: String { "Ed25519" }
    static var keyType: KeyType { .okp }
    static var algorithms: [SignatureAlgorithm] { [.eddsa, .ed25519] }

    static func generate() -> Self {
        let key = Curve25519.Signing.PrivateKey()
        return Self(publicKey: key.publicKey, privateKey: key)
    }
}

// MARK: - Reading

extension Ed25519Key {
    init(point: [UInt8]) throws(JWTError) {
        guard !Self.isWeak(point) else {
            throw .keyInvalid(reason: "its point is of small order or not canonical")
        }
        do {
            self.init(publicKey: try Curve25519.Signing.PublicKey(rawRepresentation: point), privateKey: nil)
        } catch {
            throw .keyInvalid(reason: "an Ed25519 key has 32 octets")
        }
    }

    init(seed: [UInt8]) throws(JWTError) {
        do {
            let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
            self.init(publicKey: key.publicKey, privateKey: key)
        } catch {
            throw .keyInvalid(reason: "an Ed25519 key has 32 octets")
        }
    }

    init(_ members: JWKMembers) throws(JWTError) {
        try self.init(point: members.octets("x", count: 32))
        guard members.contains("d") else { return }
        let point = publicKey.rawRepresentation
        try self.init(seed: members.octets("d", count: 32))
        guard publicKey.rawRepresentation == point else {
            throw .keyInvalid(reason: "its private and public parts do not match")
        }
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

// MARK: - Writing

extension Ed25519Key {
    var parameters: KeyParameters {
        .okp(curve: "Ed25519", x: Base64URL.encode(publicKey.rawRepresentation))
    }

    var privateMembers: [(StaticString, [UInt8])] {
        guard let privateKey else { return [] }
        return [("d", Array(privateKey.rawRepresentation))]
    }

    func publicKeyInfo() -> PublicKeyInfo {
        PublicKeyInfo(algorithm: KeyAlgorithm(.ed25519), content: Array(publicKey.rawRepresentation))
    }

    func privateKeyInfo() throws -> PrivateKeyInfo? {
        try privateKey.map { try PrivateKeyInfo(.ed25519, octets: Array($0.rawRepresentation)) }
    }
}
