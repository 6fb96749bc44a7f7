import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

struct TokenStateFollowerTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    @Test("catches up with revocations and keys that another process committed")
    func catchUp() async throws {
        let storage = MemoryRing()
        let masterKey = MasterKey()
        func open() async throws -> KeyRing {
            try await KeyRing.open(
                storage: storage,
                masterKey: masterKey,
                algorithm: .es256,
                tokenLifetime: 900,
                at: start
            )
        }
        let ring = try await open()
        let list = RevocationList()
        let follower = TokenStateFollower(storage: storage, revocations: list, keys: ring, failed: { _ in })
        let far = Date().addingTimeInterval(3600)
        storage.entries.withLock { entries in
            entries = (1...25_000).map { index in
                Revocation(
                    sequence: index,
                    target: .session(UUIDv7(high: UInt64(index), low: 1)),
                    expiresAt: far
                )
            }
        }
        try await open().rotate(at: start)
        try await follower.catchUp()
        #expect(list.sequence == 25_000)
        #expect(list.count == 25_000)
        #expect(ring.keys.count == 2)
    }
}
