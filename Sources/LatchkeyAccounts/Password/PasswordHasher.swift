public import CoreMetrics
import Foundation
import Tracing
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

    /// How many processors hash, unless told otherwise.
    public static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    let pool: HashingPool
    private let parameters: Argon2Parameters
    private let decoy: any PasswordHashFormat

    /// Starts the pool.
    ///
    /// - Parameters:
    ///   - parameters: the cost of new hashes.
    ///   - threads: how many hashes run at once; as many as there are processors unless told otherwise.
    ///   - queueLimit: how many may wait before a caller is refused.
    ///   - metrics: where waits and hashes are measured, as `latchkey.passwords.wait` and `latchkey.passwords.hash`.
    public convenience init(
        parameters: Argon2Parameters = .standard,
        threads: Int? = nil,
        queueLimit: Int = 64,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        let pool = HashingPool(
            threads: threads ?? Self.processors,
            queueLimit: queueLimit,
            metrics: metrics
        )
        self.init(parameters: parameters, pool: pool)
    }

    init(parameters: Argon2Parameters, pool: HashingPool, decoy: (any PasswordHashFormat)? = nil) {
        self.parameters = parameters
        self.pool = pool
        self.decoy = decoy ?? PasswordHash(withoutPassword: parameters)
    }

    /// How full the pool is.
    public var load: Load { pool.load }

    /// Hashes a new password.
    ///
    /// - Returns: the PHC string to store.
    /// - Throws: ``AccountError/busy(retryAfter:)`` when the queue is full, and a ``TransientStorageFailure`` when the system
    ///   has no memory for the hash.
    public func hash(_ password: String) async throws -> String {
        let bytes = Self.octets(of: password)
        let parameters = parameters
        return try await withSpan("hash password") { _ in
            try await pool.run { try PasswordHash(of: bytes, parameters: parameters).text }
        }
    }

    /// Checks a password against a stored hash.
    ///
    /// A hash of another cost than ours is to be replaced, and one of ours with a salt or a tag of another length.
    ///
    /// A hash from elsewhere is checked as it was made: other systems hash a password as it was typed, so where that is
    /// not NFC already both forms are tried, for accounts and decoys alike. A failure against a hash of another cost than
    /// ours takes one of ours besides, so that a cheap one does not give itself away by its speed. That it takes longer
    /// cannot be hidden: until its first login replaces the hash, such an account can be told from an unknown one by time.
    ///
    /// An empty password never matches, whatever the hash is of.
    ///
    /// - Parameters:
    ///   - password: what was typed.
    ///   - stored: the PHC string, or a hash of another system; `nil`, or one that cannot be read, costs the same as
    ///     one of ours and never matches.
    /// - Returns: whether it matches, and whether to hash it anew.
    /// - Throws: ``AccountError/busy(retryAfter:)`` when the queue is full, and a ``TransientStorageFailure`` when the system
    ///   has no memory for the hash; for names that nobody has as for others.
    public func verify(_ password: String, against stored: String?) async throws -> Verdict {
        let normalized = Self.octets(of: password)
        let typed = Array(password.utf8)
        let forms = typed == normalized ? [normalized] : [normalized, typed]
        let hash = stored.flatMap(PasswordHashFormats.read)
        let isOurs = (hash as? PasswordHash)?.isLikeNew(of: parameters) ?? false
        let form = try await withSpan("check password") { _ in
            try await pool.run { [decoy] () -> [UInt8]? in
                // Nobody signs in with nothing, not even where a hash is one of it; and it takes as long as any failure.
                if let form = try hash.flatMap({ hash in
                    try forms.first { try hash.matches($0) && !$0.isEmpty }
                }) {
                    return form
                }
                guard !isOurs else { return nil }
                for form in forms {
                    do {
                        _ = try decoy.matches(form)
                    } catch  where hash != nil {
                        // What is known to be wrong is a failure, also where the system has no memory for the decoy.
                    }
                }
                return nil
            }
        }
        guard let form else { return Verdict(matches: false, needsRehash: false) }
        return Verdict(matches: true, needsRehash: !isOurs || form != normalized)
    }

    /// Whether a hash that came from elsewhere has a format, and a cost, in which passwords are checked.
    ///
    /// Werkzeug's `pbkdf2:` and `scrypt:`, Django's `pbkdf2_sha256$`, PHC and passlib strings of argon2id, argon2i,
    /// scrypt and PBKDF2, bcrypt, and Firebase's scrypt in the writing `$fbscrypt$`.
    public static func canVerify(_ stored: String) -> Bool { PasswordHashFormats.read(stored) != nil }

    /// The octets that are hashed: NFC, so that one password typed on two keyboards is one password.
    private static func octets(of password: String) -> [UInt8] {
        Array(PasswordPolicy.normalized(password).utf8)
    }
}
