public import FoundationEssentials

/// The mails that wait to be sent, or to be tried again.
public struct MailBacklog: Sendable, Equatable {
    /// How many there are.
    public let count: Int
    /// When the oldest was queued; `nil` when there is none.
    public let oldest: Date?

    /// Puts a count together.
    public init(count: Int, oldest: Date?) {
        (self.count, self.oldest) = (count, oldest)
    }
}
