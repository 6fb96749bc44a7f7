import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization

/// A storage that lets something happen right after a certain transaction, before its caller goes on.
final class InterposedStorage: ForwardingStorage {
    let storage: any AccountStorage
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
}
