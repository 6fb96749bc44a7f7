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
        // One portion is read while the one before is taken in; so few stay in the processor's cache.
        let batch = 4096
        var new = try await storage.revocations(after: sequence, limit: batch)
        while let last = new.last, new.count >= batch {
            async let next = storage.revocations(after: last.sequence, limit: batch)
            follow(new)
            new = try await next
        }
        follow(new)
    }
}
