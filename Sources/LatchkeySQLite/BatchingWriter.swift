import GRDB
import LatchkeyAccounts
import Synchronization

/// Groups concurrent write transactions into one durable commit.
///
/// Callers hand in bodies. A drain on the writer's own serial queue takes everything that is pending, opens one
/// IMMEDIATE transaction, gives each body a savepoint, commits once, and only then completes the callers. While a
/// commit waits for the disk the next group gathers, so throughput grows with the number of callers. A body that
/// throws is undone alone; a commit that fails fails its whole group, because each body may have seen the others.
final class BatchingWriter: Sendable {
    /// The most bodies in one commit, so that the first of them does not wait for ever.
    static let groupLimit = 512

    private struct State {
        var pending: [Job] = []
        var isDraining = false
        var figures = CommitFigures()
    }

    private let pool: DatabasePool
    private let file: String
    private let state = Mutex(State())

    init(pool: DatabasePool, file: String) {
        self.pool = pool
        self.file = file
    }

    /// How much has been written so far.
    var figures: CommitFigures { state.withLock { $0.figures } }

    /// How many bodies wait for the next group.
    var backlog: Int { state.withLock { $0.pending.count } }

    /// Runs `body` in a transaction of its own and returns once its group is durable, unless that is deferred.
    func perform<Result: Sendable>(
        _ durability: Durability = .immediate,
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(Job(durability, body, continuation))
        }
    }

    private func enqueue(_ job: Job) {
        let mustSchedule = state.withLock { state in
            state.pending.append(job)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustSchedule { schedule() }
    }

    private func schedule() {
        pool.asyncWriteWithoutTransaction { [self] database in
            commit(takeGroup(), in: database)
            let isDone = state.withLock { state in
                state.isDraining = !state.pending.isEmpty
                return !state.isDraining
            }
            if !isDone { schedule() }
        }
    }

    private func takeGroup() -> [Job] {
        state.withLock { state in
            let group = Array(state.pending.prefix(Self.groupLimit))
            state.pending.removeFirst(group.count)
            return group
        }
    }

    private func commit(_ group: [Job], in database: Database) {
        var completions: [Job.Completion] = []
        completions.reserveCapacity(group.count)
        // The next commit that waits for the disk takes along whatever stands before it in the write-ahead log.
        let isDeferred = group.allSatisfy { $0.durability == .deferred }
        defer { if isDeferred { _ = try? database.run("PRAGMA synchronous = FULL") } }
        do {
            if isDeferred { try database.run("PRAGMA synchronous = NORMAL") }
            try database.run("BEGIN IMMEDIATE")
            for job in group { completions.append(try run(job, in: database)) }
            try database.run("COMMIT")
        } catch {
            if database.isInsideTransaction { _ = try? database.run("ROLLBACK") }
            let error = SQLiteStorageError.translating(error, file: file)
            for job in group { job.fail(error) }
            return
        }
        state.withLock { $0.figures.count(group.count) }
        for completion in completions { completion() }
    }

    /// Runs one body in its savepoint; throws only when the whole transaction is lost.
    private func run(_ job: Job, in database: Database) throws -> Job.Completion {
        try database.run("SAVEPOINT body")
        do {
            let completion = try job.run(database)
            try database.run("RELEASE body")
            return completion
        } catch {
            // A full disk or a failing one makes SQLite undo everything by itself.
            guard database.isInsideTransaction else { throw error }
            try database.run("ROLLBACK TO body")
            try database.run("RELEASE body")
            let error = SQLiteStorageError.translating(error, file: file)
            return { job.fail(error) }
        }
    }
}

/// One body and the caller that waits for it.
private struct Job: Sendable {
    typealias Completion = @Sendable () -> Void

    let durability: Durability
    /// Runs the body and returns what tells the caller its result, once that is durable.
    let run: @Sendable (Database) throws -> Completion
    /// Tells the caller what went wrong.
    let fail: @Sendable (any Error) -> Void

    init<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (Database) throws -> Result,
        _ continuation: CheckedContinuation<Result, any Error>
    ) {
        self.durability = durability
        run = { database in
            let result = try body(database)
            return { continuation.resume(returning: result) }
        }
        fail = { continuation.resume(throwing: $0) }
    }
}

/// How many transactions shared how many commits.
public struct CommitFigures: Sendable, Equatable {
    /// Transactions that were completed.
    public private(set) var transactions = 0
    /// Durable commits that they took.
    public private(set) var commits = 0

    /// The average number of transactions in one commit; 0 before the first.
    public var averageGroupSize: Double {
        commits == 0 ? 0 : Double(transactions) / Double(commits)
    }

    mutating func count(_ groupSize: Int) {
        transactions += groupSize
        commits += 1
    }
}
