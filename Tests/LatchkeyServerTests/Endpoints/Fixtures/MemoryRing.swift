import Foundation
import LatchkeyTokens
import Synchronization

/// A ring storage in memory, for what needs keys and no database.
final class MemoryRing: KeyRingStorage {
    private let keys = Mutex<[SealedRingKey]>([])

    func ringKeys() async throws -> [SealedRingKey] { keys.withLock { $0 } }

    func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) async throws -> Bool {
        keys.withLock { $0.append(key) }
        return true
    }

    func removeRingKeys(expiredAt now: Date) async throws {}
    func removeRingKey(_ keyID: String) async throws -> Bool { false }
}
