import Foundation
import LatchkeyTokens
import Synchronization

@testable import LatchkeyAccounts

/// A storage under which the process dies, or which only tries what it is told.
final class FailingStorage: ForwardingStorage {
    /// What becomes of the transactions.
    enum Mode: Sendable {
        case working
        /// Undone, and the caller never hears of it.
        case crashBeforeCommit
        /// Durable, and the caller never hears of it.
        case crashAfterCommit
        /// Undone, and the caller hears what would have been.
        case trying
    }

    /// The process is dead.
    struct Crash: Error {}

    /// Carries a result out of a transaction that is undone.
    private struct Undone: Error {
        let result: any Sendable
    }

    let storage: any AccountStorage
    private let state: Mutex<Mode>

    init(_ storage: any AccountStorage, _ mode: Mode = .working) {
        self.storage = storage
        state = Mutex(mode)
    }

    var mode: Mode {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        switch mode {
        case .working: return try await storage.transaction(body)
        case .trying: return try await undone(body)
        case .crashBeforeCommit:
            _ = try await undone(body)
            throw Crash()
        case .crashAfterCommit:
            _ = try await storage.transaction(body)
            throw Crash()
        }
    }

    private func undone<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        do {
            try await storage.transaction { tx in throw Undone(result: try body(tx)) }
        } catch let undone as Undone {
            guard let result = undone.result as? Result else { throw undone }
            return result
        }
        throw Crash()
    }
}
