public import FoundationEssentials
public import LatchkeyTokens

/// A mail as the queue holds it: who gets it and what it says is sealed, and erased once it is sent.
public struct QueuedMail: Sendable, Equatable {
    /// The identifier; it names the mail in its `Message-ID`, so that a mail that went twice is one to its reader.
    public let id: UUIDv7
    /// Which mail it is.
    public let kind: OutgoingMail.Kind
    /// A keyed digest of the recipient, by which the mails to one address are counted.
    public let recipientDigest: [UInt8]
    /// Recipient, language and values, encrypted.
    public let sealed: [UInt8]
    /// When it was queued.
    public let createdAt: Date
    /// How often somebody has begun to send it.
    public var attempts: Int
    /// Until when nobody else may send it; `nil` while nobody does.
    public var leasedUntil: Date?

    /// Puts a record together.
    public init(
        id: UUIDv7,
        kind: OutgoingMail.Kind,
        recipientDigest: [UInt8],
        sealed: [UInt8],
        createdAt: Date,
        attempts: Int = 0,
        leasedUntil: Date? = nil
    ) {
        self.id = id
        self.kind = kind
        self.recipientDigest = recipientDigest
        self.sealed = sealed
        self.createdAt = createdAt
        self.attempts = attempts
        self.leasedUntil = leasedUntil
    }
}

/// The mails that wait to be sent.
///
/// A mail is sent by whoever leased it. A lease ends by itself, so that a crash loses nothing; while it lasts, no other
/// node gets the mail.
public protocol MailQueueStore {
    /// Queues a mail; it is due at once.
    func enqueue(_ mail: QueuedMail) throws

    /// Leases mails that are due and that nobody has leased, the longest due first, and counts an attempt of each.
    ///
    /// - Returns: at most `limit` mails, as they are now.
    func lease(limit: Int, until end: Date) throws -> [QueuedMail]

    /// Notes that a mail was sent, and erases what it said.
    func markSent(_ id: UUIDv7) throws

    /// Notes that an attempt failed.
    ///
    /// Does nothing when the mail was sent meanwhile, or somebody else has leased it since.
    ///
    /// - Parameters:
    ///   - mail: as it was leased.
    ///   - next: when to try again; `nil` to give up, which erases what the mail said.
    ///   - reason: the cause, for whoever runs the server; no secrets.
    /// - Throws: what the back end throws.
    func markFailed(_ mail: QueuedMail, next: Date?, reason: String) throws

    /// How many mails of some kinds one recipient was queued since a time, sent or not.
    func count(to recipientDigest: [UInt8], kinds: [OutgoingMail.Kind], since: Date) throws -> Int

    /// The mails that wait to be sent; `nil` from a back end that does not count them.
    func backlog() throws -> MailBacklog?

    /// Removes mails that were sent or given up, and were queued before a time.
    ///
    /// - Returns: how many went, at most `limit`.
    @discardableResult
    func removeOld(before date: Date, limit: Int) throws -> Int
}

extension MailQueueStore {
    /// Nothing is known.
    public func backlog() throws -> MailBacklog? { nil }
}
