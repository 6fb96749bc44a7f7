import Foundation
import Synchronization
import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(5)))
struct HashingPoolTests {
    @Test("runs as many at once as it has threads, queues up to its limit, and refuses the next")
    func bounded() async throws {
        let pool = HashingPool(threads: 2, queueLimit: 3)
        let gate = Gate()
        let accepted = (0..<5).map { number in
            Task { try await pool.run { gate.pass(number) } }
        }
        await until { pool.load == PasswordHasher.Load(queued: 3, running: 2) }
        for _ in 0..<10 {
            await #expect(throws: AccountError.busy(retryAfter: 1)) { try await pool.run {} }
        }
        gate.open()
        var results: Set<Int> = []
        for task in accepted { results.insert(try await task.value) }
        #expect(results == [0, 1, 2, 3, 4])
        #expect(pool.load == PasswordHasher.Load(queued: 0, running: 0))
        #expect(try await pool.run { 6 } == 6)
    }

    @Test("has room for the next as soon as it has handed back the last")
    func roomAtOnce() async throws {
        let pool = HashingPool(threads: 1, queueLimit: 0)
        for number in 0..<2000 { #expect(try await pool.run { number } == number) }
    }

    @Test("hands back what the work throws, and goes on")
    func throwing() async throws {
        let pool = HashingPool(threads: 1, queueLimit: 1)
        await #expect(throws: Argon2.Failure(code: -1)) {
            try await pool.run { throw Argon2.Failure(code: -1) }
        }
        #expect(try await pool.run { 1 } == 1)
    }

    @Test("refuses while the system has no thread, loses nobody, and goes on when it has one")
    func noThread() async throws {
        let isShort = Mutex(true)
        let pool = HashingPool(threads: 2, queueLimit: 8) { body in
            isShort.withLock { $0 } ? false : SystemThread.start(body)
        }
        for _ in 0..<4 {
            await #expect(throws: AccountError.busy(retryAfter: 1)) { try await pool.run { 1 } }
        }
        #expect(pool.load == PasswordHasher.Load(queued: 0, running: 0))
        isShort.withLock { $0 = false }
        #expect(try await pool.run { 6 } == 6)
    }

    @Test("what waits is taken by the one thread that the system had")
    func oneThreadOfTwo() async throws {
        let starts = Mutex(0)
        let pool = HashingPool(threads: 2, queueLimit: 8) { body in
            let isFirst = starts.withLock { starts in
                starts += 1
                return starts == 1
            }
            return isFirst && SystemThread.start(body)
        }
        let gate = Gate()
        let first = Task { try await pool.run { gate.pass(1) } }
        await until { pool.load.running == 1 }
        let second = Task { try await pool.run { 2 } }
        await until { starts.withLock { $0 } == 2 && pool.load.queued == 1 }
        gate.open()
        #expect(try await first.value == 1)
        #expect(try await second.value == 2)
    }

    #if canImport(Glibc)
    @Test("stands back for every other thread, but for one that helps where others leave it no processor")
    func classes() async throws {
        let pool = HashingPool(threads: 1, queueLimit: 8, patience: .zero)
        let gate = Gate()
        let stuck = Task {
            try await pool.run {
                _ = gate.pass(1)
                return sched_getscheduler(0)
            }
        }
        await until { pool.load.running == 1 }
        // The one thread is held up: another does it.
        let helped = try await pool.run {
            [sched_getscheduler(0), getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)]
        }
        #expect(helped == [SCHED_OTHER, 10])
        gate.open()
        #expect(try await stuck.value == HashingPool.idleClass)
        await until { pool.load == PasswordHasher.Load(queued: 0, running: 0) }
    }

    @Test("starts no thread to help while its own get on")
    func patience() async throws {
        let starts = Mutex(0)
        let pool = HashingPool(threads: 1, queueLimit: 8, patience: .seconds(3600)) { body in
            starts.withLock { $0 += 1 }
            return SystemThread.start(body)
        }
        let gate = Gate()
        let first = Task { try await pool.run { gate.pass(1) } }
        await until { pool.load.running == 1 }
        let second = Task { try await pool.run { 2 } }
        await until { pool.load.queued == 1 }
        #expect(starts.withLock { $0 } == 1)
        gate.open()
        #expect(try await [first.value, second.value] == [1, 2])
    }
    #endif

    @Test("loses no work when its threads come and go")
    func churn() async throws {
        let pool = HashingPool(threads: 2, queueLimit: 10_000)
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...2000 { group.addTask { try await pool.run { number } } }
            return try await group.reduce(0, +)
        }
        #expect(total == 2_001_000)
    }
}

/// Holds back the threads that pass it until it is opened.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func pass<Value>(_ value: Value) -> Value {
        semaphore.wait()
        semaphore.signal()
        return value
    }

    func open() { semaphore.signal() }
}

/// Lets others run until a condition holds; the suite's time limit ends what never comes true.
func until(_ condition: () -> Bool) async {
    while !condition(), !Task.isCancelled { await Task.yield() }
}
