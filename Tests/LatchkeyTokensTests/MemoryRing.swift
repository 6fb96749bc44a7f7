import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization

/// A ring storage in memory that keeps the storage's rules; the durable ones have a conformance suite of their own.
final class MemoryRing: KeyRingStorage, RevocationStorage {
    private let keys = Mutex<[SealedRingKey]>([])
    let entries = Mutex<[Revocation]>([])

    func ringKeys() async throws -> [SealedRingKey] { keys.withLock { $0 } }

    func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) async throws -> Bool {
        keys.withLock { keys in
            let unreplaced = keys.filter { $0.expiresAt == nil }.map(\.keyID)
            guard condition.isMet(byUnreplaced: unreplaced, isEmpty: keys.isEmpty) else { return false }
            keys = keys.map { old in
                SealedRingKey(
                    keyID: old.keyID,
                    algorithm: old.algorithm,
                    sealed: old.sealed,
                    createdAt: old.createdAt,
                    activatesAt: old.activatesAt,
                    expiresAt: old.expiresAt ?? expiry
                )
            }
            keys.append(key)
            return true
        }
    }

    func removeRingKeys(expiredAt now: Date) async throws {
        keys.withLock { keys in keys.removeAll { $0.expiresAt.map { $0 <= now } ?? false } }
    }

    func removeRingKey(_ keyID: String) async throws -> Bool {
        keys.withLock { keys in
            let count = keys.count
            keys.removeAll { $0.keyID == keyID }
            return keys.count < count
        }
    }

    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        entries.withLock { Array($0.filter { $0.sequence > sequence }.prefix(limit)) }
    }

    func changeMarker() async throws -> Int64 { entries.withLock { Int64($0.count) } }
}
