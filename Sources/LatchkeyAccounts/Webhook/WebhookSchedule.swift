public import FoundationEssentials

/// When a delivery that failed is tried again.
public enum WebhookSchedule {
    /// Seconds until the next attempt, after the first, the second …; the first is longer than any attempt takes, so
    /// that two never overlap.
    private static let delays: [TimeInterval] = [
        20, 120, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600,
    ]

    /// The attempts that are made, over about three days.
    public static let attempts = delays.count + 1
    /// Seconds after which a message is of no use any more.
    public static let lifetime: TimeInterval = 4 * 86_400
    /// Seconds that one attempt may take.
    public static let timeout: TimeInterval = 15

    /// Seconds from the beginning of an attempt to that of the next, or to the end after the last.
    public static func delay(after attempt: Int) -> TimeInterval {
        delays.indices.contains(attempt - 1) ? delays[attempt - 1] : delays[0]
    }
}
