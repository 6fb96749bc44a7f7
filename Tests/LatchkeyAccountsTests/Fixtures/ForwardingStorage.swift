import Foundation
import LatchkeyAccounts
import LatchkeyTokens

/// A storage before another one: what it does not do itself, that one does.
protocol ForwardingStorage: AccountStorage {
    var storage: any AccountStorage { get }
}

extension ForwardingStorage {
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await storage.read(body)
    }

    func isBoundToMasterKey() async throws -> Bool { try await storage.isBoundToMasterKey() }
    func bind(masterKeyCheck check: [UInt8]) async throws { try await storage.bind(masterKeyCheck: check) }
    func ping() async throws { try await storage.ping() }
    func checkWritable() async throws { try await storage.checkWritable() }
    func ringKeys() async throws -> [SealedRingKey] { try await storage.ringKeys() }
    func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) async throws -> Bool {
        try await storage.addRingKey(key, expiringOthersAt: expiry, when: condition)
    }
    func removeRingKeys(expiredAt now: Date) async throws { try await storage.removeRingKeys(expiredAt: now) }
    func removeRingKey(_ keyID: String) async throws -> Bool { try await storage.removeRingKey(keyID) }
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await storage.revocations(after: sequence, limit: limit)
    }
    var auditSignal: ChangeSignal? { storage.auditSignal }
    func changeMarker() async throws -> Int64 { try await storage.changeMarker() }
}
