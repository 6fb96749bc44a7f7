import Crypto
import CryptoExtras
import FoundationEssentials

/// PBES2: a key from a password (RFC 7518 §4.8).
struct PasswordDerivation: Sendable {
    let algorithm: KeyManagementAlgorithm
    let password: [UInt8]

    /// What OWASP asks of PBKDF2 today: 600,000 rounds of SHA-256 cost as much as 210,000 of SHA-512, and SHA-384 is
    /// SHA-512 cut short.
    var recommendedIterations: Int {
        algorithm == .pbes2HS256A128KW ? 600_000 : 210_000
    }

    private var hash: KDF.Insecure.PBKDF2.HashFunction {
        switch algorithm {
        case .pbes2HS384A192KW: .sha384
        case .pbes2HS512A256KW: .sha512
        default: .sha256
        }
    }

    /// The key that wraps the content key, from the octets that `p2s` stands for; `nil` only where the library fails.
    func wrappingKey(saltInput: [UInt8], iterations: Int) -> SymmetricKey? {
        try? KDF.Insecure.PBKDF2.deriveKey(
            from: password,
            salt: Array(algorithm.name.utf8) + [0] + saltInput,
            using: hash,
            outputByteCount: algorithm.wrappingKeyLength ?? 0,
            unsafeUncheckedRounds: iterations
        )
    }
}
