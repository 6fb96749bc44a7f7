public import FoundationEssentials

/// The durable revocations of all processes, read in their order.
public protocol RevocationStorage: Sendable {
    /// The revocations with a sequence number above `sequence`, oldest first, at most `limit` of them.
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation]

    /// A number that differs from the one before whenever any process has committed a change.
    ///
    /// It must be cheap: it is asked several times a second.
    func changeMarker() async throws -> Int64
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
        // Few and large: a table that grows once takes in its names several times faster.
        let batch = 100_000
        while true {
            let new = try await storage.revocations(after: sequence, limit: batch)
            follow(new)
            if new.count < batch { return }
        }
    }
}
