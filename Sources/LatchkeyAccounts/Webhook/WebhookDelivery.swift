public import FoundationEssentials
public import LatchkeyTokens

/// One message for one receiver, kept until it is delivered or given up.
public struct WebhookDelivery: Sendable, Equatable {
    /// The identifier, the same in every attempt, by which a receiver drops what it has had already.
    public let id: UUIDv7
    /// The URL of the receiver.
    public let endpoint: String
    /// What it tells of, one of ``WebhookEventType``.
    public let type: String
    /// The JSON text.
    public let body: String
    /// How many attempts have begun.
    public var attempts: Int
    /// When it was written.
    public let createdAt: Date

    /// Makes a delivery.
    public init(id: UUIDv7, endpoint: String, type: String, body: String, attempts: Int = 0, createdAt: Date)
    {
        (self.id, self.endpoint, self.type, self.body) = (id, endpoint, type, body)
        (self.attempts, self.createdAt) = (attempts, createdAt)
    }
}

/// Messages that wait for their receivers.
public protocol WebhookStore {
    /// Adds a delivery, due at once.
    func insert(_ delivery: WebhookDelivery) throws
    /// The deliveries for an endpoint that are due now, the longest due first.
    func due(for endpoint: String, limit: Int) throws -> [WebhookDelivery]
    /// Begins an attempt in one conditional statement: counts it, and makes the next one due at `next`.
    ///
    /// - Returns: `false` when another process has begun one since the delivery was read, and nothing was changed.
    func begin(_ delivery: WebhookDelivery, next: Date) throws -> Bool
    /// Removes a delivery; removing an absent one does nothing.
    func remove(_ id: UUIDv7) throws
    /// Removes what was written before `date`, whoever it was for.
    ///
    /// - Returns: how many were removed.
    @discardableResult
    func removeOlder(than date: Date) throws -> Int
}
