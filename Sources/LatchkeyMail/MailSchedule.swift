import Foundation
import LatchkeyAccounts

/// When mails are looked for, how many go at once, and when a failed one is tried again.
public struct MailSchedule: Sendable {
    /// Seconds between two looks at the queue, beside those that this process's own mails cause.
    public var pollInterval = 5.0
    /// How many mails are sent at once.
    public var concurrency = 4
    /// Seconds for which a mail is ours; longer than any delivery takes, since after it another node may send it.
    public var lease = 130.0
    /// Seconds until the second attempt; each further one waits twice as long.
    public var firstWait = 10.0
    /// The longest wait between two attempts, in seconds.
    public var longestWait = 3600.0
    /// Seconds after which a mail is given up.
    public var patience = 3.0 * 86_400

    /// The defaults; set what differs.
    public init() {}

    /// Seconds until the next attempt; `nil` to give up.
    ///
    /// Each wait is up to a quarter longer than its due, at random: what failed together does not come back together.
    func next(after mail: QueuedMail, _ failure: MailFailure, at now: Date) -> Double? {
        guard failure.isTemporary, now.timeIntervalSince(mail.createdAt) < patience else { return nil }
        let doublings = Double(max(0, min(mail.attempts - 1, 30)))
        return min(longestWait, firstWait * exp2(doublings)) * Double.random(in: 1...1.25)
    }
}
