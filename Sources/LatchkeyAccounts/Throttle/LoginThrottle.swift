import FoundationEssentials
import LatchkeyTokens

/// Slows down guessing under one name, durably, without ever letting a stranger lock the owner out for good.
///
/// Every attempt is counted as a failure before its password is hashed and taken back when it succeeds, so parallel
/// guesses cannot slip through together. Names that nobody has are counted alike.
public struct LoginThrottle: Sendable {
    /// How many failures in a row cost nothing.
    public let freeFailures: Int
    /// The longest wait, in seconds.
    public let longestWait: Int
    /// After how many failures in a row the password alone no longer signs in.
    public let lockAfter: Int

    /// Sets the limits; the defaults are 5 free failures, then 1, 2, 4 … s up to 15 min, and a lock after 100.
    public init(freeFailures: Int = 5, longestWait: Int = 900, lockAfter: Int = 100) {
        self.freeFailures = freeFailures
        self.longestWait = longestWait
        self.lockAfter = lockAfter
    }

    /// Counts an attempt, or refuses it.
    ///
    /// - Returns: `nil` when the attempt may go on, else the seconds to wait.
    func reserve(digest: [UInt8], account: UUIDv7?, in tx: any AccountTransaction) throws -> Int? {
        var record =
            try tx.loginFailures.failures(for: digest)
            ?? LoginFailures(
                digest: digest,
                accountID: account,
                count: 0,
                blockedUntil: tx.now,
                updatedAt: tx.now
            )
        guard record.count < lockAfter else { return longestWait }
        guard record.blockedUntil <= tx.now else {
            return max(1, Int(record.blockedUntil.timeIntervalSince(tx.now).rounded(.up)))
        }
        record.accountID = account
        record.count += 1
        record.updatedAt = tx.now
        record.blockedUntil = tx.now + TimeInterval(wait(afterFailures: record.count))
        try tx.loginFailures.save(record)
        return nil
    }

    /// Gives back an attempt whose password was never tried.
    func release(digest: [UInt8], in tx: any AccountTransaction) throws {
        guard var record = try tx.loginFailures.failures(for: digest), record.count > 0 else { return }
        record.count -= 1
        record.blockedUntil = tx.now + TimeInterval(wait(afterFailures: record.count))
        record.updatedAt = tx.now
        try tx.loginFailures.save(record)
    }

    /// Seconds to wait after so many failures in a row.
    func wait(afterFailures count: Int) -> Int {
        guard count >= freeFailures else { return 0 }
        return min(longestWait, 1 << min(count - freeFailures, 30))
    }
}
