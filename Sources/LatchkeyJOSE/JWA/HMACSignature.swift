import Crypto
import FoundationEssentials

/// HMAC (RFC 2104, RFC 7518 §3.2) with the key schedule run once: two copies of a keyed state start every code.
///
/// It is put together from the hash function, because `HMAC` is generic in another module and therefore looks up metadata
/// for each of its steps: that costs half as much again as hashing a token.
struct HMACSignature<Hash: HashFunction>: Sendable {
    private let inner: Hash
    private let outer: Hash

    init(secret: [UInt8]) {
        var block = secret.count > Hash.blockByteCount ? Array(Hash.hash(data: secret)) : secret
        block += [UInt8](repeating: 0, count: Hash.blockByteCount - block.count)
        self.inner = Self.keyed(block, pad: 0x36)
        self.outer = Self.keyed(block, pad: 0x5c)
    }

    private static func keyed(_ block: [UInt8], pad: UInt8) -> Hash {
        var hash = Hash()
        hash.update(data: block.map { $0 ^ pad })
        return hash
    }

    func code(for input: UnsafeRawBufferPointer) -> Hash.Digest {
        var inner = inner
        inner.update(bufferPointer: input)
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize()
    }

    func isValid(_ signature: UnsafeRawBufferPointer, for input: UnsafeRawBufferPointer) -> Bool {
        code(for: input).withUnsafeBytes { isSameInConstantTime($0, signature) }
    }
}

/// Whether two buffers hold the same octets, in a time that depends on their length alone (RFC 7518 §3.2).
@inline(never)
func isSameInConstantTime(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in one.indices {
        difference |= one[index] ^ other[index]
    }
    return difference == 0
}
