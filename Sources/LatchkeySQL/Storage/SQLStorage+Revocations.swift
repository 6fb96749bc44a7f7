package import FoundationEssentials
import LatchkeyAccounts
package import LatchkeyTokens

extension SQLStorage {
    /// The revocations of all processes above a sequence number, in the order of their commits.
    public func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await look { try $0.revocationLog.revocations(after: sequence, limit: limit) }
    }

    /// Reads all of them on one thread and in one transaction: a starting server may have very many to read.
    ///
    /// Those of a pack come with the sequence number of its last.
    public func readRevocations(
        after sequence: Int64,
        to receive: @escaping @Sendable (_ portion: [Revocation], _ remaining: Int) -> Void
    ) async throws {
        try await look { stores in
            let log = stores.revocationLog
            var last = sequence
            // Whoever has read some is not far behind.
            var packs = sequence == 0 ? try log.packs(after: last) : 0
            while packs > 0, let pack = try log.pack(after: last), let end = pack.last {
                packs -= 1
                receive(pack, packs * RevocationPack.size)
                last = end.sequence
            }
            var portions = RevocationPortions(after: last)
            while let next = portions.next {
                portions.take(try log.revocations(after: next, limit: RevocationPortions.size), receive)
            }
        }
    }

    /// Adds an entry, which is durable when this returns.
    public func appendRevocation(_ target: Revocation.Target, expiresAt: Date) async throws -> Revocation {
        try await write { try $0.revocationLog.append(target, expiresAt: expiresAt) }
    }

    /// Removes the entries that expired before `now`.
    public func removeRevocations(expiredAt now: Date) async throws {
        try await write { try $0.revocationLog.removeExpired(at: now) }
    }
}
