package import FoundationEssentials
import LatchkeyAccounts
package import LatchkeyTokens

extension SQLStorage {
    /// The revocations of all processes above a sequence number, in the order of their commits.
    public func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await look { try $0.revocationLog.revocations(after: sequence, limit: limit) }
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
