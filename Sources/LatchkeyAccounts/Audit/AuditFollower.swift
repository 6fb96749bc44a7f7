import LatchkeyTokens

/// Brings the audit log to its subscribers, each event once and in order, whatever crashes in between.
///
/// A subscriber's cursor moves in the transaction in which it acts. Several processes may follow one log: only one of
/// them moves a cursor past an event. A new subscriber begins at the present end of the log.
///
/// ```swift
/// let follower = AuditFollower(storage: storage, subscribers: [notices, webhooks])
/// try await follower.register()                   // before anything is appended
/// await follower.run { name, error in … }         // until the task is cancelled
/// ```
public struct AuditFollower: Sendable {
    /// The most seconds between two tries of a subscriber that fails.
    private static let longestPause = 60
    /// How long events are left to gather once some were handled: each step is a commit, and logins a storm of them.
    private static let gathering = Duration.milliseconds(250)

    private let storage: any AccountStorage
    private let subscribers: [any AuditSubscriber]
    private let batch: Int
    private let interval: Duration

    /// Puts the follower together.
    ///
    /// - Parameters:
    ///   - storage: the database that holds the log.
    ///   - subscribers: who acts on it; their names differ.
    ///   - batch: the most events of one transaction.
    ///   - interval: the longest time until an event of another process is seen; one of this process is seen
    ///     within a quarter of a second.
    public init(
        storage: any AccountStorage,
        subscribers: [any AuditSubscriber],
        batch: Int = 100,
        interval: Duration = .seconds(1)
    ) {
        self.storage = storage
        self.subscribers = subscribers
        self.batch = max(batch, 1)
        self.interval = interval
    }

    /// Gives every new subscriber its place: the present end of the log.
    public func register() async throws {
        let names = subscribers.map(\.name)
        let new = try await storage.read { tx in
            try names.filter { try tx.auditCursors.cursor(of: $0) == nil }
        }
        guard !new.isEmpty else { return }
        try await storage.transaction { tx in
            let end = try tx.audit.lastSequence()
            for name in new { try tx.auditCursors.begin(name, at: end) }
        }
    }

    /// Brings every subscriber to the present end of the log.
    ///
    /// A subscriber that throws stops there and is passed over; the others go on.
    ///
    /// - Returns: how many events were handled, over all subscribers.
    /// - Throws: the first error, once everybody had a turn.
    @discardableResult
    public func advance() async throws -> Int {
        var handled = 0
        var failure: (any Error)?
        for subscriber in subscribers {
            do {
                handled += try await advance(subscriber)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return handled
    }

    /// Follows the log until the task is cancelled.
    ///
    /// - Parameter failed: told the name of a subscriber that failed, and why; it is tried again after 1, 2, 4 … s,
    ///   60 s at most.
    public func run(failed: @escaping @Sendable (_ subscriber: String, any Error) -> Void) async {
        guard !subscribers.isEmpty else { return }
        await withDiscardingTaskGroup { group in
            for subscriber in subscribers {
                group.addTask { await follow(subscriber) { failed(subscriber.name, $0) } }
            }
        }
    }

    private func follow(_ subscriber: any AuditSubscriber, failed: (any Error) -> Void) async {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        storage.auditSignal?.add(wake)
        async let ticking: Void = tick(wake)
        var pause = 0
        for await _ in wakes {
            do {
                pause = 0
                if try await advance(subscriber) > 0 { try await Task.sleep(for: Self.gathering) }
            } catch is CancellationError {
                break
            } catch {
                failed(error)
                pause = min(max(pause * 2, 1), Self.longestPause)
                try? await Task.sleep(for: .seconds(pause))
            }
        }
        wake.finish()
        await ticking
    }

    /// Wakes at every interval, from now on, until the task is cancelled.
    private func tick(_ wake: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            wake.yield()
            try? await Task.sleep(for: interval)
        }
        wake.finish()
    }

    @discardableResult
    private func advance(_ subscriber: any AuditSubscriber) async throws -> Int {
        var handled = 0
        while try await isBehind(subscriber.name) {
            let step = try await storage.transaction { tx in try self.step(subscriber, in: tx) }
            // Another process is at it.
            guard step > 0 else { break }
            handled += step
            // That was the end of the log; whoever appends more wakes its followers again.
            guard step == batch else { break }
        }
        return handled
    }

    /// Looks without writing, because most looks find nothing.
    private func isBehind(_ name: String) async throws -> Bool {
        try await storage.read { tx in
            guard let cursor = try tx.auditCursors.cursor(of: name) else { return true }
            return try tx.audit.lastSequence() > cursor
        }
    }

    private func step(_ subscriber: any AuditSubscriber, in tx: any AccountTransaction) throws -> Int {
        guard let cursor = try tx.auditCursors.cursor(of: subscriber.name) else {
            try tx.auditCursors.begin(subscriber.name, at: tx.audit.lastSequence())
            return 0
        }
        let events = try tx.audit.events(after: cursor, limit: batch)
        guard let last = events.last,
            try tx.auditCursors.advance(subscriber.name, from: cursor, to: last.sequence)
        else { return 0 }
        try subscriber.handle(events, in: tx)
        return events.count
    }
}
