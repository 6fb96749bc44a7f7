import Foundation
import LatchkeyAccounts
import LatchkeyServer

/// One run of `latchkey migrate`.
struct MigrateRun: Sendable {
    let source: DatabaseLocation
    let target: DatabaseLocation
    let configuration: DatabaseConfiguration
    let isRestarted: Bool

    /// The tables, and how many rows of each would be copied.
    func plan() async throws -> [(table: String, rows: Int)] {
        try await onThread {
            let source = try Database.source(source, configuration)
            let target = try Database.target(target, configuration, making: false)
            let plan = try StorageCopy.plan(from: source, to: target, restarting: isRestarted)
            try target?.close()
            try source.close()
            return plan
        }
    }

    /// Copies, with a progress bar.
    func copy() async throws -> CopyReport {
        try await onThread {
            let source = try Database.source(source, configuration)
            guard let target = try Database.target(target, configuration, making: true) else {
                throw CommandFailure.environment("cannot make the target.")
            }
            let report = try copy(from: source, to: target)
            try target.close()
            try source.close()
            return report
        }
    }

    private func copy(from source: any CopySource, to target: any CopyTarget) throws -> CopyReport {
        var bar = ProgressBar()
        defer { bar.end() }
        var hasBegun = false
        do {
            return try StorageCopy(from: source, to: target).run(restarting: isRestarted) { step in
                hasBegun = true
                bar.show(step.done, of: step.total, "\(step.work.verb) \(step.table)")
            }
        } catch {
            bar.end()
            guard hasBegun, let failure = CommandFailure(error) else { throw error }
            throw CommandFailure.environment(
                "\(failure.message) Then run the same command again: it goes on where it stopped."
            )
        }
    }

    /// Databases block, and may not do that on the threads of tasks.
    private func onThread<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}

extension StorageCopy.Step.Work {
    fileprivate var verb: String {
        switch self {
        case .copying: "copying"
        case .comparing: "comparing"
        }
    }
}
