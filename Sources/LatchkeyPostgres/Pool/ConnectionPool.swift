import Dispatch
import Foundation
import LatchkeySQL
import Synchronization

/// A bounded number of threads with a connection each, and a queue in front of them.
///
/// libpq blocks; its calls never run on the threads of Swift's tasks. Of the threads that have nothing to do the one that
/// worked last is the next to work: what its connection needs is still in the processor's caches, there and on the
/// server's side. One that has had nothing to do for a minute ends with its connection.
final class ConnectionPool: Sendable {
    private let state: PoolState

    init(target: ConnectionTarget, options: PostgresOptions) {
        state = PoolState(target: target, options: options)
    }

    deinit {
        state.close()
    }

    /// Runs `work` on a thread with a connection.
    ///
    /// - Throws: ``PostgresStorageError/busy(server:)`` when none became free in time, ``PostgresStorageError/closed``,
    ///   and what `work` throws.
    func perform<Output: Sendable>(
        _ work: @escaping @Sendable (ConnectionSlot) throws -> Output
    ) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            state.enqueue(
                PoolJob(
                    run: { slot in
                        let result = Result { try work(slot) }
                        return { continuation.resume(with: result) }
                    },
                    fail: { continuation.resume(throwing: $0) }
                )
            )
        }
    }

    /// Takes nothing more, and lets the threads end behind what is queued.
    func close() { state.close() }
}

/// Something to do with a connection, and the caller that waits for it.
struct PoolJob: Sendable {
    /// Does it, and returns what tells the caller.
    let run: @Sendable (ConnectionSlot) -> @Sendable () -> Void
    /// Tells the caller that it was not done.
    let fail: @Sendable (PostgresStorageError) -> Void
    let queuedAt = ContinuousClock.now
}

/// One thread of a pool, as whoever hands out work sees it.
private final class Worker: Sendable {
    private let job = Mutex<PoolJob?>(nil)
    private let arrival = DispatchSemaphore(value: 0)

    /// Gives it something to do; only while it has nothing.
    func give(_ job: PoolJob) {
        self.job.withLock { $0 = job }
        arrival.signal()
    }

    /// Takes out what was given.
    func take() -> PoolJob? {
        job.withLock { job in
            defer { job = nil }
            return job
        }
    }

    func wake() { arrival.signal() }

    /// Whether it was given something, or woken, in so many seconds.
    func wait(seconds: Int) -> Bool { arrival.wait(timeout: .now() + .seconds(seconds)) == .success }
}

/// What the threads of a pool share; they keep it alive, and not the pool.
private final class PoolState: Sendable {
    private struct Contents {
        /// What waits because all threads are busy.
        var jobs = Queue()
        /// Who has nothing to do; the one that worked last is the last.
        var idle: [Worker] = []
        var threads = 0
        var isClosed = false
        /// Whether somebody looks after those who wait.
        var isWatched = false
        /// A failure to connect that has just been, so that a queue of callers does not wait for each other's.
        var failure: (error: PostgresStorageError, at: ContinuousClock.Instant)?
    }

    /// First in, first out, without moving the rest at every step.
    private struct Queue {
        private var jobs: [PoolJob?] = []
        private var head = 0

        var count: Int { jobs.count - head }

        var first: PoolJob? { head < jobs.count ? jobs[head] : nil }

        mutating func append(_ job: PoolJob) { jobs.append(job) }

        mutating func popFirst() -> PoolJob? {
            guard head < jobs.count else { return nil }
            let job = jobs[head]
            jobs[head] = nil
            head += 1
            if head > 64, head * 2 > jobs.count {
                jobs.removeFirst(head)
                head = 0
            }
            return job
        }
    }

    /// Seconds after which a thread without work ends.
    private static let idleLimit = 60
    /// How long a failure to connect answers for everybody.
    private static let failureMemory = Duration.milliseconds(250)

    private let contents = Mutex(Contents())
    private let target: ConnectionTarget
    private let options: PostgresOptions

    init(target: ConnectionTarget, options: PostgresOptions) {
        self.target = target
        self.options = options
    }

    func enqueue(_ job: PoolJob) {
        let step: Step = contents.withLock { contents in
            guard !contents.isClosed else { return .refuse }
            if let worker = contents.idle.popLast() {
                worker.give(job)
                return .none
            }
            contents.jobs.append(job)
            guard contents.threads == options.connections else {
                contents.threads += 1
                return .startThread
            }
            defer { contents.isWatched = true }
            return contents.isWatched ? .none : .watch
        }
        switch step {
        case .refuse: job.fail(.closed)
        case .startThread: startThread()
        case .watch: watch(after: options.queueTimeout)
        case .none: break
        }
    }

    /// What a new job asks for.
    private enum Step {
        case refuse, startThread, watch, none
    }

    /// Tells those who have waited too long, even where no connection becomes free; one timer does for all.
    private func watch(after delay: Duration) {
        let (seconds, attoseconds) = delay.components
        let nanoseconds = Int(clamping: seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { [weak self] in
            self?.expire()
        }
    }

    private func expire() {
        let now = ContinuousClock.now
        let (late, rest) = contents.withLock { contents -> ([PoolJob], Duration?) in
            var late: [PoolJob] = []
            while let first = contents.jobs.first, now - first.queuedAt >= options.queueTimeout,
                let job = contents.jobs.popFirst()
            {
                late.append(job)
            }
            let rest = contents.jobs.first.map { options.queueTimeout - (now - $0.queuedAt) }
            contents.isWatched = rest != nil
            return (late, rest)
        }
        for job in late { job.fail(.busy(server: target.name)) }
        if let rest { watch(after: rest) }
    }

    func close() {
        contents.withLock { contents in
            contents.isClosed = true
            for worker in contents.idle { worker.wake() }
        }
    }

    private func startThread() {
        let thread = Thread { [self] in
            let worker = Worker()
            let slot = ConnectionSlot { () throws(PostgresStorageError) in try self.connect() }
            while let job = next(for: worker) { run(job, slot) }
        }
        thread.name = "postgres"
        thread.start()
    }

    private func run(_ job: PoolJob, _ slot: ConnectionSlot) {
        guard ContinuousClock.now - job.queuedAt < options.queueTimeout else {
            return job.fail(.busy(server: target.name))
        }
        let complete = job.run(slot)
        complete()
        slot.cleanUp()
    }

    /// The next job; `nil` when the thread is to end.
    private func next(for worker: Worker) -> PoolJob? {
        let (first, isOver) = contents.withLock { contents -> (PoolJob?, Bool) in
            if let job = contents.jobs.popFirst() { return (job, false) }
            guard !contents.isClosed else {
                contents.threads -= 1
                return (nil, true)
            }
            contents.idle.append(worker)
            return (nil, false)
        }
        if first != nil || isOver { return first }
        while true {
            let isLate = !worker.wait(seconds: Self.idleLimit)
            let (job, ends) = contents.withLock { contents -> (PoolJob?, Bool) in
                if let job = worker.take() { return (job, false) }
                guard isLate || contents.isClosed else { return (nil, false) }
                contents.idle.removeAll { $0 === worker }
                contents.threads -= 1
                return (nil, true)
            }
            if job != nil || ends { return job }
        }
    }

    /// Sets the statement time-out once, where the connection stays ours; elsewhere every transaction sets it.
    private func limit(_ connection: PostgresConnection) throws(PostgresStorageError) {
        guard options.preparesStatements else { return }
        do {
            _ = try connection.execute(
                Statement(PostgresTransaction.limitConnection, .text(options.statementLimit))
            )
        } catch {
            throw .cannotConnect(server: target.name, reason: "\(error)")
        }
    }

    private func connect() throws(PostgresStorageError) -> PostgresConnection {
        let recent = contents.withLock { $0.failure }
        if let recent, ContinuousClock.now - recent.at < Self.failureMemory { throw recent.error }
        do throws(PostgresStorageError) {
            let connection = try PostgresConnection(
                target,
                namesStatements: options.preparesStatements,
                patience: options.patience
            )
            try limit(connection)
            contents.withLock { $0.failure = nil }
            return connection
        } catch {
            contents.withLock { $0.failure = (error, .now) }
            throw error
        }
    }
}
