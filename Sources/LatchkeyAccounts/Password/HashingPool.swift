import CoreMetrics
import Synchronization
#if canImport(Glibc)
import Glibc
#endif

/// A fixed number of threads that take work from a bounded queue, and stand back for every other thread.
///
/// Threads live only while there is work, so an idle server holds none. Where others leave them no processor for longer than
/// `patience`, one more is started that gets a share of its own.
final class HashingPool: Sendable {
    /// Starts a thread that runs `body`; whether the system had one.
    typealias ThreadStart = @Sendable (_ body: @escaping @Sendable () -> Void) -> Bool
    private typealias Completion = @Sendable () -> Void

    private struct Job: Sendable {
        let run: @Sendable () -> Completion
        let refuse: Completion
    }

    private enum ThreadClass {
        /// Runs when nobody else wants to.
        case idle
        /// Has a share of a busy machine; there is one at most.
        case relief
    }

    private struct State {
        var jobs: [Job] = []
        var running = 0
        var idleThreads = 0
        var hasRelief = false
        /// When a job was last taken, or the first thread started that is to take one.
        var progress = ContinuousClock.now

        var hasThreads: Bool { idleThreads > 0 || hasRelief }

        mutating func end(_ thread: ThreadClass) {
            switch thread {
            case .idle: idleThreads -= 1
            case .relief: hasRelief = false
            }
        }
    }

    private let state = Mutex(State())
    private let threadLimit: Int
    private let queueLimit: Int
    private let patience: Duration
    private let start: ThreadStart
    private let waits: CoreMetrics.Timer
    private let hashes: CoreMetrics.Timer

    init(
        threads: Int,
        queueLimit: Int,
        patience: Duration = .seconds(1),
        metrics: any MetricsFactory = MetricsSystem.factory,
        start: @escaping ThreadStart = SystemThread.start
    ) {
        self.start = start
        self.patience = patience
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
        let (accepted, needed) = state.withLock { state -> (Bool, ThreadClass?) in
            guard state.running + state.jobs.count < threadLimit + queueLimit else { return (false, nil) }
            state.jobs.append(job)
            return (true, addThread(to: &state))
        }
        if let needed, !start({ self.work(needed) }) { noteMissing(needed) }
        return accepted
    }

    /// Counts the thread that has to be started for a new job, if any.
    private func addThread(to state: inout State) -> ThreadClass? {
        let now = ContinuousClock.now
        if state.idleThreads < threadLimit {
            if !state.hasThreads { state.progress = now }
            state.idleThreads += 1
            return .idle
        }
        guard !state.hasRelief, now - state.progress >= patience else { return nil }
        state.hasRelief = true
        return .relief
    }

    /// A thread that lives takes what waits; without one, nobody would.
    private func noteMissing(_ thread: ThreadClass) {
        let stranded = state.withLock { state -> [Job] in
            state.end(thread)
            guard !state.hasThreads else { return [] }
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in stranded { job.refuse() }
    }

    private func work(_ thread: ThreadClass) {
        Self.lowerPriority(to: thread)
        while let job = next(thread) {
            let complete = job.run()
            // First the place, then the answer: whoever has theirs finds the place of their work free.
            state.withLock { $0.running -= 1 }
            complete()
        }
    }

    private func next(_ thread: ThreadClass) -> Job? {
        state.withLock { state in
            guard !state.jobs.isEmpty else {
                state.end(thread)
                return nil
            }
            state.progress = .now
            state.running += 1
            return state.jobs.removeFirst()
        }
    }

    /// On Linux both belong to the thread, so token checks on other threads go first.
    ///
    /// A thread that wakes is let in at once where one of the idle class runs. Where one of the normal class does, however
    /// nice, it may have to wait for the next tick of the kernel's clock.
    private static func lowerPriority(to thread: ThreadClass) {
        #if canImport(Glibc)
        var parameters = sched_param(sched_priority: 0)
        if thread == .idle, sched_setscheduler(0, idleClass, &parameters) == 0 { return }
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        #endif
    }

    #if canImport(Glibc)
    /// `SCHED_IDLE` of `<linux/sched.h>`, which Swift's module of the C library leaves out.
    static let idleClass: Int32 = 5
    #endif
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
