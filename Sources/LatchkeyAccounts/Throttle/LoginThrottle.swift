import FoundationEssentials
import LatchkeyTokens

/// Slows down guessing at one account, durably, without ever letting a stranger lock the owner out for good.
///
/// Every attempt is counted as a failure before its password is hashed and taken back when it succeeds, so parallel
/// guesses cannot slip through together. Names that nobody has are counted alike.
public struct LoginThrottle: Sendable {
    /// An attempt that has been counted, and what undoes it.
    struct Reservation: Sendable {
        let digest: [UInt8]
        fileprivate let madeAt: Date
        fileprivate let blockedBefore: Date
        /// Held until the outcome is written.
        let presence: AttemptsInFlight.Presence
    }

    /// Whether an attempt may go on.
    enum Admission: Sendable {
        case admitted(Reservation)
        case refused(retryAfter: Int)
    }

    /// Seconds after which to try again while an attempt that may yet succeed is in the way.
    private static let waitForPending = 1

    /// How many failures in a row cost nothing.
    public let freeFailures: Int
    /// The longest wait, in seconds.
    public let longestWait: Int
    /// After how many failures in a row the password alone no longer signs in.
    public let lockAfter: Int
    private let inFlight = AttemptsInFlight()

    /// Sets the limits; the defaults are 5 free failures, then 1, 2, 4 … s up to 15 min, and a lock after 100.
    public init(freeFailures: Int = 5, longestWait: Int = 900, lockAfter: Int = 100) {
        self.freeFailures = freeFailures
        self.longestWait = longestWait
        self.lockAfter = lockAfter
    }

    /// Counts an attempt, or refuses it.
    ///
    /// A refusal names the whole wait only when failures are the cause; while this process is still trying a password
    /// under the same digest, it says one second, because that attempt may succeed and clear the count.
    func reserve(
        digest: [UInt8],
        account: UUIDv7?,
        in tx: any AccountTransaction
    ) throws -> Admission {
        try tx.loginFailures.hold(digest)
        let found = try tx.loginFailures.failures(for: digest)
        let blockedUntil = found?.blockedUntil ?? tx.now
        let count = found?.count ?? 0
        guard count < lockAfter, blockedUntil <= tx.now else {
            let rest = max(1, Int(blockedUntil.timeIntervalSince(tx.now).rounded(.up)))
            let wait = count < lockAfter ? rest : longestWait
            return .refused(retryAfter: inFlight.contains(digest) ? Self.waitForPending : wait)
        }
        try tx.loginFailures.save(
            LoginFailures(
                digest: digest,
                accountID: account,
                count: count + 1,
                blockedUntil: tx.now + TimeInterval(wait(afterFailures: count + 1)),
                updatedAt: tx.now
            )
        )
        return .admitted(
            Reservation(
                digest: digest,
                madeAt: tx.now,
                blockedBefore: blockedUntil,
                presence: inFlight.enter(digest)
            )
        )
    }

    /// Gives back an attempt whose password was never tried, and whatever wait it caused.
    func release(_ reservation: Reservation, in tx: any AccountTransaction) throws {
        guard var record = try tx.loginFailures.failures(for: reservation.digest), record.count > 0 else {
            return
        }
        record.count -= 1
        guard record.count > 0 else { return try tx.loginFailures.clear(reservation.digest) }
        // Times are stored in milliseconds.
        let isLatest = record.updatedAt.timeIntervalSince(reservation.madeAt) < 0.001
        // A later attempt's wait began when that was made, and was reckoned with one failure too many.
        let excess = wait(afterFailures: record.count + 1) - wait(afterFailures: record.count)
        record.blockedUntil =
            isLatest ? reservation.blockedBefore : record.blockedUntil - TimeInterval(excess)
        try tx.loginFailures.save(record)
    }

    /// Counts a failure that nothing was reserved for; one more while attempts are refused changes nothing.
    ///
    /// - Returns: whether it was counted.
    @discardableResult
    func count(digest: [UInt8], account: UUIDv7, in tx: any AccountTransaction) throws -> Bool {
        try tx.loginFailures.hold(digest)
        let found = try tx.loginFailures.failures(for: digest)
        guard !isBlocked(found, at: tx.now) else { return false }
        let count = (found?.count ?? 0) + 1
        try tx.loginFailures.save(
            LoginFailures(
                digest: digest,
                accountID: account,
                count: count,
                blockedUntil: tx.now + TimeInterval(wait(afterFailures: count)),
                updatedAt: tx.now
            )
        )
        return true
    }

    /// Whether attempts under a digest are refused now.
    func isBlocked(digest: [UInt8], in tx: any AccountTransaction) throws -> Bool {
        isBlocked(try tx.loginFailures.failures(for: digest), at: tx.now)
    }

    /// Forgets the failures under a digest, unless attempts under it are refused now.
    ///
    /// - Returns: whether they are not.
    func forgive(digest: [UInt8], in tx: any AccountTransaction) throws -> Bool {
        let found = try tx.loginFailures.failures(for: digest)
        guard !isBlocked(found, at: tx.now) else { return false }
        if found != nil { try tx.loginFailures.clear(digest) }
        return true
    }

    private func isBlocked(_ failures: LoginFailures?, at now: Date) -> Bool {
        guard let failures else { return false }
        return failures.count >= lockAfter || failures.blockedUntil > now
    }

    /// Whether the next failure under a digest would have a wait, or has one.
    func isSlowed(digest: [UInt8], in tx: any AccountTransaction) throws -> Bool {
        (try tx.loginFailures.failures(for: digest)?.count ?? 0) >= freeFailures
    }

    /// Seconds to wait after so many failures in a row.
    func wait(afterFailures count: Int) -> Int {
        guard count >= freeFailures else { return 0 }
        return min(longestWait, 1 << min(count - freeFailures, 30))
    }
}
