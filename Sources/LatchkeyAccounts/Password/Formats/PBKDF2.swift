import Crypto
import CryptoExtras
import FoundationEssentials

/// PBKDF2 (RFC 8018 §5.2), for hashes that came from elsewhere.
struct PBKDF2: Sendable {
    /// The hash function inside.
    enum Function: String, Sendable {
        case sha1, sha256, sha512

        /// Octets of its output, which is how long the derived keys of password hashes are.
        var outputCount: Int {
            switch self {
            case .sha1: 20
            case .sha256: 32
            case .sha512: 64
            }
        }

        fileprivate var function: KDF.Insecure.PBKDF2.HashFunction {
            switch self {
            case .sha1: .insecureSHA1
            case .sha256: .sha256
            case .sha512: .sha512
            }
        }
    }

    /// The most iterations this process is willing to do for a stored hash: some seconds.
    static let maximumIterations = 5_000_000

    let function: Function
    let iterations: Int
    let salt: [UInt8]
    let key: [UInt8]

    /// Puts a hash together; `nil` where the cost, the salt or the length of the key is out of bounds.
    init?(_ function: Function, iterations: Int, salt: [UInt8], key: [UInt8]) {
        guard (1...Self.maximumIterations).contains(iterations), (1...128).contains(salt.count),
            key.count == function.outputCount
        else { return nil }
        self.function = function
        self.iterations = iterations
        self.salt = salt
        self.key = key
    }

    /// Whether the password leads to the key.
    func matches(_ password: [UInt8]) throws -> Bool {
        let derived = try KDF.Insecure.PBKDF2.deriveKey(
            // HMAC pads its key with zeros, so these are one key; swift-crypto takes no empty one.
            from: password.isEmpty ? [0] : password,
            salt: salt,
            using: function.function,
            outputByteCount: key.count,
            unsafeUncheckedRounds: iterations
        )
        return derived.withUnsafeBytes { Array($0) }.isEqualInConstantTime(to: key)
    }
}
