import CoreMetrics
import Synchronization
#if canImport(Glibc)
import Glibc
#endif

/// A fixed number of low-priority threads that take work from a bounded queue.
///
/// Threads live only while there is work, so an idle server holds none.
final class HashingPool: Sendable {
    /// Starts a thread that runs `body`; whether the system had one.
    typealias ThreadStart = @Sendable (_ body: @escaping @Sendable () -> Void) -> Bool
    private typealias Completion = @Sendable () -> Void

    private struct Job: Sendable {
        let run: @Sendable () -> Completion
        let refuse: Completion
    }

    private struct State {
        var jobs: [Job] = []
        var running = 0
        var threads = 0
    }

    private let state = Mutex(State())
    private let threadLimit: Int
    private let queueLimit: Int
    private let start: ThreadStart
    private let waits: CoreMetrics.Timer
    private let hashes: CoreMetrics.Timer

    init(
        threads: Int,
        queueLimit: Int,
        metrics: any MetricsFactory = MetricsSystem.factory,
        start: @escaping ThreadStart = SystemThread.start
    ) {
        self.start = start
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
    /// - Throws: ``AccountError/busy(retryAfter:)`` when the queue is full, or when no thread runs and the system has none;
    ///   and what `work` throws.
    func run<Output: Sendable>(_ work: @escaping @Sendable () throws -> Output) async throws -> Output {
        let arrival = ContinuousClock.now
        return try await withCheckedThrowingContinuation { continuation in
            let refuse: Completion = { continuation.resume(throwing: AccountError.busy(retryAfter: 1)) }
            let job = Job(
                run: { [waits, hashes] in
                    let start = ContinuousClock.now
                    waits.recordNanoseconds((start - arrival).nanoseconds)
                    let result = Result { try work() }
                    hashes.recordNanoseconds((ContinuousClock.now - start).nanoseconds)
                    return { continuation.resume(with: result) }
                },
                refuse: refuse
            )
            if !enqueue(job) { refuse() }
        }
    }

    private func enqueue(_ job: Job) -> Bool {
        let (accepted, needsThread) = state.withLock { state -> (Bool, Bool) in
            guard state.running + state.jobs.count < threadLimit + queueLimit else { return (false, false) }
            state.jobs.append(job)
            guard state.threads < threadLimit else { return (true, false) }
            state.threads += 1
            return (true, true)
        }
        if needsThread, !start(work) { noteMissingThread() }
        return accepted
    }

    /// A thread that lives takes what waits; without one, nobody would.
    private func noteMissingThread() {
        let stranded = state.withLock { state -> [Job] in
            state.threads -= 1
            guard state.threads == 0 else { return [] }
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in stranded { job.refuse() }
    }

    private func work() {
        Self.lowerPriority()
        while let job = next() {
            let complete = job.run()
            // First the place, then the answer: whoever has theirs finds the place of their work free.
            state.withLock { $0.running -= 1 }
            complete()
        }
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
    ///
    /// The more a thread yields, the more seldom one that wakes has to wait for the next tick of the kernel's clock. The
    /// idle class would starve logins.
    private static func lowerPriority() {
        #if canImport(Glibc)
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        #endif
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
