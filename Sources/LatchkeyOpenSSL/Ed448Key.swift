import COpenSSL
import LatchkeyJOSE

/// Ed448 (RFC 8032 §5.2) with an empty context (RFC 8037 §3.1).
struct Ed448Key {
    static let curve = "Ed448"
    static let width = 57

    let key: EVPKey
    let isPrivate: Bool

    init(_ key: EVPKey, isPrivate: Bool) throws(JWTError) {
        guard let point = key.publicOctets(count: Self.width), EVP_PKEY_get_id(key.pointer) == EVP_PKEY_ED448
        else {
            throw .keyInvalid(reason: "keys of this curve are not supported")
        }
        guard !Self.isWeak(point) else {
            throw .keyInvalid(reason: "its point is of small order or not canonical")
        }
        self.key = key
        self.isPrivate = isPrivate
    }

    init(point: [UInt8]) throws(JWTError) {
        let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED448, nil, point, point.count)
        try self.init(EVPKey(key, orRefuse: "an Ed448 key has 57 octets"), isPrivate: false)
    }

    init(seed: [UInt8], matching point: [UInt8]) throws(JWTError) {
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED448, nil, seed, seed.count)
        try self.init(EVPKey(key, orRefuse: "an Ed448 key has 57 octets"), isPrivate: true)
        guard x == point else { throw .keyInvalid(reason: "its private and public parts do not match") }
    }

    static func generate() throws(JWTError) -> Ed448Key {
        try Ed448Key(.generate(curve), isPrivate: true)
    }

    var x: [UInt8] { key.publicOctets(count: Self.width) ?? [] }
    var d: [UInt8]? { isPrivate ? key.privateOctets(count: Self.width) : nil }

    func signature(for input: [UInt8]) throws(JWTError) -> [UInt8] {
        guard let signature = key.signature(for: input, digest: nil) else { throw .signingFailed }
        return signature
    }

    func isValid(_ signature: [UInt8], for input: [UInt8]) -> Bool {
        signature.count == 2 * Self.width && key.isValid(signature, for: input, digest: nil)
    }

    /// Whether signatures under this point prove nothing (y is 0, 1 or −1: orders 4, 1 and 2) or the point has a second
    /// encoding (y ≥ p = 2⁴⁴⁸ − 2²²⁴ − 1, or bits beside the sign in the last octet).
    private static func isWeak(_ point: [UInt8]) -> Bool {
        guard point.count == width, point[56] & 0x7f == 0 else { return true }
        let y = point[..<56]
        if y.dropFirst().allSatisfy({ $0 == 0 }) { return y[0] <= 1 }
        // Below p there are 2²²⁴ − 1 numbers with all high octets set; the largest of them is −1.
        guard y[29...].allSatisfy({ $0 == 0xff }) else { return false }
        if y[28] == 0xff { return true }
        return y[28] == 0xfe && y[1..<28].allSatisfy { $0 == 0xff } && y[0] >= 0xfe
    }
}
