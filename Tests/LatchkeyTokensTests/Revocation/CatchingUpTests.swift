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

    @Test("stops where a reading ends, though one behind it has seen more")
    func uneven() async throws {
        let list = RevocationList()
        var log = ManyRevocations(sequences: Array(1...10_000))
        log.seenBefore8192 = 5000
        try await list.catchUp(with: log)
        #expect(list.count == 5000)
        #expect(list.sequence == 5000)

        log.seenBefore8192 = 10_000
        try await list.catchUp(with: log)
        #expect(list.count == 10_000)
        #expect(list.sequence == 10_000)
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
    /// The last number that a reading sees which begins before 8192: it looks earlier than one that begins behind.
    var seenBefore8192 = Int64.max

    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        let seen = sequence >= 8192 ? .max : seenBefore8192
        return sequences.filter { $0 > sequence && $0 <= seen }.prefix(limit).map { number in
            let id = UUIDv7(high: UInt64(number), low: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
            return Revocation(sequence: number, target: .session(id), expiresAt: .distantFuture)
        }
    }

    func changeMarker() async throws -> Int64 { 1 }
}
