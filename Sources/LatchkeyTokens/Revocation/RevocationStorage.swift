public import FoundationEssentials

/// The durable revocations of all processes, read in their order.
public protocol RevocationStorage: Sendable {
    /// The revocations with a sequence number above `sequence`, oldest first, at most `limit` of them.
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation]

    /// A number that differs from the one before whenever any process has committed a revocation, or a change of the key
    /// ring that the storage keeps.
    ///
    /// It must be cheap: it is asked several times a second.
    func changeMarker() async throws -> Int64

    /// How often to ask for the marker.
    var followInterval: Duration { get }

    /// Fired when another process is known to have committed a change; `nil` where nothing tells.
    var changeSignal: ChangeSignal? { get }
}

extension RevocationStorage {
    /// 200 ms.
    public var followInterval: Duration { .milliseconds(200) }
    /// None: followers look at every interval.
    public var changeSignal: ChangeSignal? { nil }
}

/// Durable revocations that can be added to without a transaction over accounts.
public protocol RevocationLog: RevocationStorage {
    /// Adds an entry, and returns it with its sequence number once it is durable.
    func appendRevocation(_ target: Revocation.Target, expiresAt: Date) async throws -> Revocation

    /// Removes the entries that expired before `now`.
    func removeRevocations(expiredAt now: Date) async throws
}

extension RevocationList {
    /// Reads everything that the storage holds and the list does not.
    package func catchUp(with storage: some RevocationStorage) async throws {
        // Few at a time stay in the processor's cache.
        let batch = 4096
        var new = try await storage.revocations(after: sequence, limit: batch)
        while let last = new.last, new.count >= batch {
            // Where there are so many, the two portions behind are read while these are taken in: numbers have few gaps.
            async let next = storage.revocations(after: last.sequence, limit: batch)
            async let second = storage.revocations(after: last.sequence &+ Int64(batch), limit: batch)
            follow(new)
            new = try await next
            let beyond = try await second
            // Only behind a full portion is nothing missing.
            if let end = new.last, new.count >= batch { new += beyond.drop { $0.sequence <= end.sequence } }
        }
        follow(new)
    }
}
