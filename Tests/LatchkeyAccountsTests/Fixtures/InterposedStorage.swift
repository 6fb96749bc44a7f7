import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization

/// A storage that lets something happen right after a certain transaction, before its caller goes on.
final class InterposedStorage: AccountStorage {
    private let storage: any AccountStorage
    private let remaining: Mutex<Int>
    private let event: @Sendable () async throws -> Void

    /// Runs `event` once, after the `count`-th transaction.
    init(_ storage: any AccountStorage, after count: Int, event: @escaping @Sendable () async throws -> Void)
    {
        self.storage = storage
        remaining = Mutex(count)
        self.event = event
    }

    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        let result = try await storage.transaction(body)
        let isDue = remaining.withLock { remaining in
            remaining -= 1
            return remaining == 0
        }
        if isDue { try await event() }
        return result
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await storage.read(body)
    }

    func isBoundToMasterKey() async throws -> Bool { try await storage.isBoundToMasterKey() }
    func bind(masterKeyCheck check: [UInt8]) async throws { try await storage.bind(masterKeyCheck: check) }
    func ping() async throws { try await storage.ping() }
    func ringKeys() async throws -> [SealedRingKey] { try await storage.ringKeys() }
    func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        onlyIfEmpty: Bool
    ) async throws -> Bool {
        try await storage.addRingKey(key, expiringOthersAt: expiry, onlyIfEmpty: onlyIfEmpty)
    }
    func removeRingKeys(expiredAt now: Date) async throws { try await storage.removeRingKeys(expiredAt: now) }
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await storage.revocations(after: sequence, limit: limit)
    }
    var auditSignal: AuditSignal? { storage.auditSignal }
    func changeMarker() async throws -> Int64 { try await storage.changeMarker() }
}
