import Foundation
import LatchkeyTokens
import Testing

struct CatchingUpTests {
    @Test("takes in everything, however wide the gaps are", arguments: [1, 2, 3, 5000] as [Int64])
    func gaps(step: Int64) async throws {
        let list = RevocationList()
        try await list.catchUp(with: ManyRevocations(sequences: (1...10_000).map { $0 * step }))
        #expect(list.count == 10_000)
        #expect(list.sequence == 10_000 * step)
    }

    @Test("takes in the highest number that there is")
    func highest() async throws {
        let list = RevocationList()
        try await list.catchUp(with: ManyRevocations(sequences: Array((.max - 4999)...(.max))))
        #expect(list.count == 5000)
        #expect(list.sequence == .max)
    }
}

/// A log of sessions, numbered as told.
private struct ManyRevocations: RevocationStorage {
    let sequences: [Int64]

    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        sequences.filter { $0 > sequence }.prefix(limit).map { number in
            let id = UUIDv7(high: UInt64(number), low: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
            return Revocation(sequence: number, target: .session(id), expiresAt: .distantFuture)
        }
    }

    func changeMarker() async throws -> Int64 { 1 }
}
