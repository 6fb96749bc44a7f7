import Foundation
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Hashes and checks passwords with argon2id on a bounded, low-priority pool of its own threads.
///
/// A login storm fills the queue and is then refused, and never slows down the rest of the process. Checking a
/// password for an account that does not exist costs the same as for one that does.
///
/// ```swift
/// let hash = try await hasher.hash("correct horse battery staple")
/// let verdict = try await hasher.verify("correct horse battery staple", against: hash)
/// ```
public final class PasswordHasher: Sendable {
    /// The outcome of checking a password.
    public struct Verdict: Sendable, Equatable {
        /// Whether the password is the right one.
        public let matches: Bool
        /// Whether the stored hash should be replaced by one of the current cost.
        public let needsRehash: Bool
    }

    /// How full the pool is.
    public struct Load: Sendable, Equatable {
        /// Passwords that wait.
        public let queued: Int
        /// Passwords being hashed.
        public let running: Int
    }

    private let pool: HashingPool
    private let parameters: Argon2Parameters
    private let decoy: PasswordHash

    /// Starts the pool.
    ///
    /// - Parameters:
    ///   - parameters: the cost of new hashes.
    ///   - threads: how many hashes run at once; as many as there are processors unless told otherwise.
    ///   - queueLimit: how many may wait before a caller is refused.
    /// - Throws: when the system has no memory for a hash of this cost.
    public convenience init(
        parameters: Argon2Parameters = .standard,
        threads: Int? = nil,
        queueLimit: Int = 64
    ) throws {
        let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let pool = HashingPool(threads: threads ?? processors, queueLimit: queueLimit)
        try self.init(parameters: parameters, pool: pool)
    }

    init(parameters: Argon2Parameters, pool: HashingPool) throws {
        self.parameters = parameters
        self.pool = pool
        // Same cost as a real hash, and nobody knows its password.
        decoy = try PasswordHash(of: Array(UUID().uuidString.utf8), parameters: parameters)
    }

    /// How full the pool is.
    public var load: Load { pool.load }

    /// Hashes a new password.
    ///
    /// - Returns: the PHC string to store.
    /// - Throws: ``AccountError/busy(retryAfter:)`` when the queue is full.
    public func hash(_ password: String) async throws -> String {
        let bytes = Self.octets(of: password)
        let parameters = parameters
        return try await pool.run { try PasswordHash(of: bytes, parameters: parameters).text }
    }

    /// Checks a password against a stored hash.
    ///
    /// - Parameters:
    ///   - password: what was typed.
    ///   - stored: the PHC string; `nil`, or one that cannot be read, costs the same and never matches.
    /// - Returns: whether it matches, and whether to hash it anew.
    /// - Throws: ``AccountError/busy(retryAfter:)`` when the queue is full.
    public func verify(_ password: String, against stored: String?) async throws -> Verdict {
        let bytes = Self.octets(of: password)
        let hash = stored.flatMap { PasswordHash($0) }
        let candidate = hash ?? decoy
        let matches = try await pool.run { try candidate.matches(bytes) } && hash != nil
        return Verdict(matches: matches, needsRehash: matches && candidate.parameters != parameters)
    }

    /// The octets that are hashed: NFC, so that one password typed on two keyboards is one password.
    private static func octets(of password: String) -> [UInt8] {
        Array(PasswordPolicy.normalized(password).utf8)
    }
}
