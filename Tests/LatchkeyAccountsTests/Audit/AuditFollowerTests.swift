import Foundation
import LatchkeySQLite
import LatchkeyTokens
import Synchronization
import Testing

@testable import LatchkeyAccounts

/// Writes a role for every event it is told about, which shows what was written, and how often.
private final class Recorder: AuditSubscriber {
    let name: String
    private let refusals: Mutex<Int>
    private let seen = Mutex<[[Int64]]>([])

    init(_ name: String = "recorder", refusing refusals: Int = 0) {
        self.name = name
        self.refusals = Mutex(refusals)
    }

    /// The sequence numbers of every batch, undone ones included.
    var batches: [[Int64]] { seen.withLock { $0 } }

    func handle(_ events: [RecordedAuditEvent], in tx: any AccountTransaction) throws {
        seen.withLock { $0.append(events.map(\.sequence)) }
        for event in events {
            if let account = event.event.accountID {
                try tx.roles.grant("\(name)-\(event.sequence)", to: account)
            }
        }
        let isRefused = refusals.withLock { refusals in
            refusals -= 1
            return refusals >= 0
        }
        if isRefused { throw Refusal() }
    }

    struct Refusal: Error {}
}

@Suite("Following the audit log")
struct AuditFollowerTests {
    @Test("a new subscriber begins at the present end, and every later event reaches it once and in order")
    func order() async throws {
        let fixture = try await Fixture()
        try await append(3, fixture)
        let recorder = Recorder()
        let follower = AuditFollower(storage: fixture.storage, subscribers: [recorder], batch: 4)
        try await follower.register()
        try await append(10, fixture)
        #expect(try await follower.advance() == 10)
        #expect(recorder.batches == [[4, 5, 6, 7], [8, 9, 10, 11], [12, 13]])
        #expect(try await follower.advance() == 0)
        // A restart changes nothing.
        let again = AuditFollower(storage: fixture.storage, subscribers: [recorder])
        try await again.register()
        #expect(try await again.advance() == 0)
    }

    @Test("what a subscriber wrote is undone with its step when it fails, and the events come again")
    func failure() async throws {
        let fixture = try await Fixture()
        let account = try await fixture.signUpAda().account
        let failing = Recorder("failing", refusing: 1)
        let other = Recorder("other")
        let follower = AuditFollower(storage: fixture.storage, subscribers: [failing, other])
        try await follower.register()
        try await append(1, fixture, account: account.id)
        await #expect(throws: Recorder.Refusal.self) { try await follower.advance() }
        #expect(try await fixture.accounts.account(account.id)?.roles == ["other-2"])
        #expect(try await follower.advance() == 1)
        #expect(failing.batches == [[2], [2]])
        #expect(try await fixture.accounts.account(account.id)?.roles == ["failing-2", "other-2"])
    }

    @Test("of several followers of one log each event reaches one")
    func several() async throws {
        let fixture = try await Fixture()
        let recorders = (0..<4).map { _ in Recorder() }
        let followers = try recorders.map { recorder in
            // A connection pool of its own, as another process has.
            let storage = try SQLiteStorage(path: fixture.directory.path + "/latchkey.db")
            return AuditFollower(storage: storage, subscribers: [recorder], batch: 3)
        }
        try await followers[0].register()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for _ in 0..<40 { try await append(2, fixture) } }
            for follower in followers {
                group.addTask { for _ in 0..<60 { try await follower.advance() } }
            }
            try await group.waitForAll()
        }
        try await followers[0].advance()
        #expect(recorders.flatMap(\.batches).flatMap(\.self).sorted() == Array(1...80))
    }

    @Test("a running follower is woken by what this process appends, long before its interval")
    func wakes() async throws {
        let fixture = try await Fixture()
        let account = try await fixture.signUpAda().account
        let (handled, continuation) = AsyncStream.makeStream(of: Int.self)
        let teller = Teller(continuation)
        let follower = AuditFollower(
            storage: fixture.storage,
            subscribers: [teller],
            interval: .seconds(3600)
        )
        try await follower.register()
        let running = Task { await follower.run { _, error in Issue.record(error) } }
        defer { running.cancel() }
        var counts = handled.makeAsyncIterator()
        for _ in 0..<5 {
            try await append(1, fixture, account: account.id)
            #expect(await counts.next() == 1)
        }
        running.cancel()
        await running.value
    }

    @Test("events that come quickly are handled together, at most ten steps a second, and none is left")
    func gathers() async throws {
        let fixture = try await Fixture()
        let account = try await fixture.signUpAda().account
        let (handled, continuation) = AsyncStream.makeStream(of: Int.self)
        let follower = AuditFollower(
            storage: fixture.storage,
            subscribers: [Teller(continuation)],
            interval: .seconds(3600)
        )
        try await follower.register()
        let started = ContinuousClock.now
        let running = Task { await follower.run { _, error in Issue.record(error) } }
        defer { running.cancel() }
        async let appended: Void = append(200, fixture, account: account.id)
        var steps: [Int] = []
        for await count in handled {
            steps.append(count)
            if steps.reduce(0, +) >= 200 { break }
        }
        try await appended
        #expect(steps.reduce(0, +) == 200)
        #expect(steps.count <= 2 + Int((ContinuousClock.now - started) / .milliseconds(100)))
        running.cancel()
        await running.value
    }

    private func append(_ count: Int, _ fixture: Fixture, account: UUIDv7? = nil) async throws {
        for _ in 0..<count {
            try await fixture.storage.transaction {
                try $0.audit.append(AuditEvent(.loginFailed, account: account))
            }
        }
    }
}

/// Tells a stream how many events came.
private struct Teller: AuditSubscriber {
    let name = "teller"
    let continuation: AsyncStream<Int>.Continuation

    init(_ continuation: AsyncStream<Int>.Continuation) { self.continuation = continuation }

    func handle(_ events: [RecordedAuditEvent], in tx: any AccountTransaction) throws {
        continuation.yield(events.count)
    }
}
