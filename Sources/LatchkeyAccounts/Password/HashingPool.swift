import CoreMetrics
import Foundation
import Synchronization
#if canImport(Glibc)
import Glibc
#endif

/// A fixed number of low-priority threads that take work from a bounded queue.
///
/// Threads live only while there is work, so an idle server holds none.
final class HashingPool: Sendable {
    private typealias Completion = @Sendable () -> Void
    private typealias Job = @Sendable () -> Completion

    private struct State {
        var jobs: [Job] = []
        var running = 0
        var threads = 0
    }

    private let state = Mutex(State())
    private let threadLimit: Int
    private let queueLimit: Int
    private let waits: CoreMetrics.Timer
    private let hashes: CoreMetrics.Timer

    init(threads: Int, queueLimit: Int, metrics: any MetricsFactory = MetricsSystem.factory) {
        waits = CoreMetrics.Timer(label: "latchkey.passwords.wait", factory: metrics)
        hashes = CoreMetrics.Timer(label: "latchkey.passwords.hash", factory: metrics)
        threadLimit = max(1, threads)
        self.queueLimit = max(0, queueLimit)
    }

    var load: PasswordHasher.Load {
        state.withLock { PasswordHasher.Load(queued: $0.jobs.count, running: $0.running) }
    }

    /// Runs `work` on a thread of the pool.
    ///
    /// - Throws: ``AccountError/busy(retryAfter:)`` when the queue is full, and what `work` throws.
    func run<Output: Sendable>(_ work: @escaping @Sendable () throws -> Output) async throws -> Output {
        let arrival = ContinuousClock.now
        return try await withCheckedThrowingContinuation { continuation in
            let accepted = enqueue { [waits, hashes] in
                let start = ContinuousClock.now
                waits.recordNanoseconds((start - arrival).nanoseconds)
                let result = Result { try work() }
                hashes.recordNanoseconds((ContinuousClock.now - start).nanoseconds)
                return { continuation.resume(with: result) }
            }
            if !accepted { continuation.resume(throwing: AccountError.busy(retryAfter: 1)) }
        }
    }

    private func enqueue(_ job: @escaping Job) -> Bool {
        let (accepted, needsThread) = state.withLock { state -> (Bool, Bool) in
            guard state.running + state.jobs.count < threadLimit + queueLimit else { return (false, false) }
            state.jobs.append(job)
            guard state.threads < threadLimit else { return (true, false) }
            state.threads += 1
            return (true, true)
        }
        if needsThread { startThread() }
        return accepted
    }

    private func startThread() {
        let thread = Thread { [self] in
            Self.lowerPriority()
            while let job = next() {
                let complete = job()
                // First the place, then the answer: whoever has theirs finds the place of their work free.
                state.withLock { $0.running -= 1 }
                complete()
            }
        }
        thread.name = "password hashing"
        thread.start()
    }

    private func next() -> Job? {
        state.withLock { state in
            guard !state.jobs.isEmpty else {
                state.threads -= 1
                return nil
            }
            state.running += 1
            return state.jobs.removeFirst()
        }
    }

    /// On Linux niceness belongs to the thread, so token checks on other threads go first.
    private static func lowerPriority() {
        #if canImport(Glibc)
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
