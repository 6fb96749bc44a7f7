import Crypto
import CryptoExtras
import FoundationEssentials

/// scrypt (RFC 7914), for hashes that came from elsewhere.
struct Scrypt: Sendable {
    /// The most memory that one hash may ask for.
    static let maximumMemory = 256 << 20
    /// The most blocks of 128 octets that are mixed in all: some seconds.
    static let maximumWork = 1 << 22

    /// N, a power of two.
    let cost: Int
    /// r.
    let blockSize: Int
    /// p.
    let parallelism: Int

    /// Takes the cost that this process is willing to pay; `nil` for any other.
    init?(cost: Int, blockSize: Int, parallelism: Int) {
        guard (2...(1 << 21)).contains(cost), cost & (cost - 1) == 0,
            // The library miscounts its own memory for larger blocks.
            (1...16).contains(blockSize), (1...16).contains(parallelism),
            128 * cost * blockSize <= Self.maximumMemory, cost * blockSize * parallelism <= Self.maximumWork,
            // RFC 7914 §2: N is less than 2 to the power of 128 r / 8.
            blockSize > 1 || cost < 1 << 16
        else { return nil }
        self.cost = cost
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// Takes N as its binary logarithm.
    init?(log2Cost: Int, blockSize: Int, parallelism: Int) {
        guard (1...21).contains(log2Cost) else { return nil }
        self.init(cost: 1 << log2Cost, blockSize: blockSize, parallelism: parallelism)
    }

    /// The key of a password; the salt must not be empty.
    func key(of password: [UInt8], salt: [UInt8], count: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            // HMAC pads its key with zeros, so these are one key; swift-crypto takes no empty one.
            from: password.isEmpty ? [0] : password,
            salt: salt,
            outputByteCount: count,
            rounds: cost,
            blockSize: blockSize,
            parallelism: parallelism
        )
        return key.withUnsafeBytes { Array($0) }
    }
}
