public import FoundationEssentials

/// The durable revocations of all processes, read in their order.
public protocol RevocationStorage: Sendable {
    /// The revocations with a sequence number above `sequence`, oldest first, at most `limit` of them.
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation]

    /// Hands over all revocations with a sequence number above `sequence`, oldest first, in portions one after the other.
    ///
    /// There is at least one portion, which may be empty. Nobody waits for another thread between two of them where the
    /// storage can do without. With each comes about how many are still to follow, so that there can be room for them: 0
    /// where the storage cannot tell.
    func readRevocations(
        after sequence: Int64,
        to receive: @escaping @Sendable (_ portion: [Revocation], _ remaining: Int) -> Void
    ) async throws

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

    /// Asks for one portion after the other.
    public func readRevocations(
        after sequence: Int64,
        to receive: @escaping @Sendable (_ portion: [Revocation], _ remaining: Int) -> Void
    ) async throws {
        var portions = RevocationPortions(after: sequence)
        while let next = portions.next {
            portions.take(try await revocations(after: next, limit: RevocationPortions.size), receive)
        }
    }
}

/// Where a reading of many revocations stands, which is done in portions so that they stay in the processor's cache.
package struct RevocationPortions {
    /// The most revocations of one portion.
    package static let size = 2048

    /// The sequence number behind which the next portion begins; `nil` when the last one was read.
    package private(set) var next: Int64?

    package init(after sequence: Int64) { next = sequence }

    /// Hands a portion on, and goes on behind it if it was a full one.
    package mutating func take(_ portion: [Revocation], _ receive: ([Revocation], _ remaining: Int) -> Void) {
        receive(portion, 0)
        next = portion.count >= Self.size ? portion.last?.sequence : nil
    }
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
        try await storage.readRevocations(after: sequence) { self.follow($0, expecting: $1) }
    }
}
