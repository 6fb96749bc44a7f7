import Dispatch
import Foundation
import LatchkeyAccounts
import LatchkeyPostgres
import Synchronization
import TestPostgres
import Testing

struct LocksTests {
    @Test("of two who count the first failure under a name, the second waits and sees the first")
    func firstFailure() async throws {
        try await withStorage { storage in
            let cluster = try await PostgresCluster.shared()
            let database = String(try #require(storage.name.split(separator: "/").last))
            let (reached, reach) = AsyncStream.makeStream(of: Void.self)
            let gate = DispatchSemaphore(value: 0)
            let reads = Runs()
            let count: @Sendable (any AccountTransaction) throws -> Int = { tx in
                try tx.loginFailures.hold([1])
                let count = (try tx.loginFailures.failures(for: [1])?.count ?? 0) + 1
                if reads.next() == 1 {
                    reach.finish()
                    // A thread of the pool, not of the tests.
                    gate.wait()
                }
                try tx.loginFailures.save(
                    LoginFailures(
                        digest: [1],
                        accountID: nil,
                        count: count,
                        blockedUntil: tx.now,
                        updatedAt: tx.now
                    )
                )
                return count
            }
            let first = Task { try await storage.transaction(count) }
            for await _ in reached {}
            let second = Task { try await storage.transaction(count) }
            let waiting = """
                SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = '\(database)'
                """
            // Until the second stands before the first's lock, or has read what it must not read yet.
            while try await cluster.execute(waiting) == "0", reads.count < 2 {}
            gate.signal()
            #expect(try await [first.value, second.value] == [1, 2])
        }
    }
}
