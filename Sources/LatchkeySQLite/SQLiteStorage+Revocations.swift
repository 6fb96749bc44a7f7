public import FoundationEssentials
import GRDB
public import LatchkeyTokens

extension SQLiteStorage {
    /// The revocations of all processes above a sequence number, in the order of their commits.
    public func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await readDatabase { database in
            try SQLiteRevocationStore(database: database).revocations(after: sequence, limit: limit)
        }
    }
}

extension SQLiteStorage: RevocationLog {
    /// Adds an entry, which is on the disk when this returns.
    public func appendRevocation(_ target: Revocation.Target, expiresAt: Date) async throws -> Revocation {
        try await writer.perform { database in
            try SQLiteRevocationStore(database: database).append(target, expiresAt: expiresAt)
        }
    }

    /// Removes the entries that expired before `now`.
    public func removeRevocations(expiredAt now: Date) async throws {
        try await writer.perform { try SQLiteRevocationStore(database: $0).removeExpired(at: now) }
    }
}
