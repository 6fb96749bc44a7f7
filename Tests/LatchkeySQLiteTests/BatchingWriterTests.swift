import Dispatch
import Foundation
import GRDB
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization
import Testing

@testable import LatchkeySQL
@testable import LatchkeySQLite

/// Holds the writer inside a body until it is opened, so that what comes meanwhile gathers into one group.
///
/// The body waits on the writer's own thread; no task is blocked.
private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let reached = Mutex(false)

    var isReached: Bool { reached.withLock { $0 } }

    func pass() {
        reached.withLock { $0 = true }
        semaphore.wait()
    }

    func open() { semaphore.signal() }
}

@Suite("The batching writer")
struct BatchingWriterTests {
    private let directory: TemporaryDirectory
    private let storage: SQLiteStorage

    init() throws {
        directory = try TemporaryDirectory()
        storage = try openStorage(directory)
    }

    @Test(
        "waits for the disk at the end of a commit, unless all that share it may be durable with the next one"
    )
    func durability() async throws {
        #expect(try await synchronous(.immediate) == 2)
        #expect(try await synchronous(.deferred) == 1)
        #expect(try await synchronous(.immediate) == 2)
        await #expect(throws: CancellationError.self) {
            try await storage.writer.perform(.deferred) { _ in throw CancellationError() }
        }
        #expect(try await synchronous(.immediate) == 2)
        // Whatever comes while the gate is shut shares a commit.
        let gate = Gate()
        try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask { [storage] in
                try await storage.writer.perform { _ in gate.pass() }; return 2
            }
            await wait { gate.isReached }
            for durability in [Durability.deferred, .immediate, .deferred] {
                group.addTask { try await synchronous(durability) }
            }
            await wait { storage.writer.backlog == 3 }
            gate.open()
            for try await found in group { #expect(found == 2) }
        }
    }

    /// How the connection that writes commits: 2 waits for the disk, 1 does not.
    private func synchronous(_ durability: Durability) async throws -> Int? {
        try await storage.writer.perform(durability) { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    @Test("commits concurrent transactions in groups of at most 512")
    func groups() async throws {
        let gate = Gate()
        let accounts = (0..<600).map { testAccount("user\($0)") }
        try await withThrowingTaskGroup { group in
            group.addTask { [storage] in try await storage.transaction { _ in gate.pass() } }
            await wait { gate.isReached }
            for account in accounts {
                group.addTask { [storage] in try await storage.transaction { try $0.accounts.insert(account) }
                }
            }
            await wait { storage.writer.backlog == 600 }
            gate.open()
            try await group.waitForAll()
        }
        let figures = storage.commitFigures
        #expect(figures.transactions == 601)
        #expect(figures.commits == 3)
        #expect(figures.averageGroupSize == 601.0 / 3)
        let stored = try await storage.read {
            try $0.accounts.accounts(after: nil, limit: 1000, matching: nil)
        }
        #expect(Set(stored.map(\.id)) == Set(accounts.map(\.id)))
    }

    @Test("has an average group size of 0 before the first commit")
    func noFigures() {
        #expect(storage.commitFigures.averageGroupSize == 0)
    }

    @Test("undoes a body that throws alone and rethrows its own error")
    func throwingBody() async throws {
        let accounts = ["first", "second", "third"].map(testAccount)
        let results = try await inOneGroup(
            accounts.map { account in
                { tx in
                    try tx.accounts.insert(account)
                    if account.username == "second" { throw AccountError.invalidCredentials }
                }
            }
        )
        #expect(results == [nil, .invalidCredentials, nil])
        #expect(storage.commitFigures.commits == 2)
        let stored = try await storage.read { tx in try accounts.map { try tx.accounts.account($0.id) } }
        #expect(stored == [accounts[0], nil, accounts[2]])
    }

    @Test("lets a later body of a group see what an earlier one wrote, and nothing of one that threw")
    func neighbours() async throws {
        let results = try await inOneGroup([
            { tx in
                try tx.accounts.insert(testAccount("ada"))
                throw AccountError.invalidCredentials
            },
            { tx in try tx.accounts.insert(testAccount("ada")) },
            { tx in try tx.accounts.insert(testAccount("ada")) },
        ])
        #expect(results == [.invalidCredentials, nil, .usernameTaken])
    }

    @Test("completes no caller before the group is committed")
    func completion() async throws {
        let (first, last) = (Gate(), Gate())
        let account = testAccount("ada")
        let isDone = Gate()
        try await withThrowingTaskGroup { group in
            group.addTask { [storage] in try await storage.transaction { _ in first.pass() } }
            await wait { first.isReached }
            group.addTask { [storage] in
                try await storage.transaction { try $0.accounts.insert(account) }
                isDone.open()
                isDone.pass()
            }
            await wait { storage.writer.backlog == 1 }
            group.addTask { [storage] in try await storage.transaction { _ in last.pass() } }
            await wait { storage.writer.backlog == 2 }
            first.open()
            await wait { last.isReached }
            // The account's body has run, in a group that is still open.
            for _ in 0..<100 { await Task.yield() }
            #expect(!isDone.isReached)
            #expect(try await storage.read { try $0.accounts.account(account.id) } == nil)
            last.open()
            try await group.waitForAll()
        }
        #expect(try await storage.read { try $0.accounts.account(account.id) } == account)
    }

    @Test("fails the whole group with the storage's error when the commit fails, and works on")
    func failedCommit() async throws {
        let account = testAccount("ada")
        let gate = Gate()
        let errors = await withTaskGroup(of: (any Error)?.self) { group in
            group.addTask { [storage] in await failure { try await storage.transaction { _ in gate.pass() } }
            }
            await wait { gate.isReached }
            group.addTask { [storage] in
                await failure { try await storage.transaction { try $0.accounts.insert(account) } }
            }
            group.addTask { [storage] in
                await failure { try await storage.transaction { _ in throw AccountError.invalidCredentials } }
            }
            group.addTask { [storage] in await failure { try await breakNextCommit(storage) } }
            await wait { storage.writer.backlog == 3 }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }.compactMap { $0 as? SQLiteStorageError }
        }
        let reason = "FOREIGN KEY constraint failed (787)"
        #expect(errors == Array(repeating: .failed(file: directory.database, reason: reason), count: 3))
        #expect(try await storage.read { try $0.accounts.account(account.id) } == nil)
        try await storage.transaction { try $0.accounts.insert(account) }
        #expect(try await storage.read { try $0.accounts.account(account.id) } == account)
    }

    @Test("reports a full disk and works on when there is space again")
    func fullDisk() async throws {
        let account = testAccount("ada")
        try await setPageLimit(to: 1)
        let text = String(repeating: "x", count: 1_000_000)
        await #expect(throws: SQLiteStorageError.diskFull(file: directory.database)) {
            try await storage.transaction { tx in
                try tx.accounts.insert(account)
                try tx.audit.append(AuditEvent(.accountCreated, detail: text))
            }
        }
        try await setPageLimit(to: 1_000_000)
        #expect(try await storage.read { try $0.accounts.account(account.id) } == nil)
        try await storage.transaction { try $0.accounts.insert(account) }
        #expect(try await storage.read { try $0.accounts.account(account.id) } == account)
    }

    @Test("finishes a transaction whose task is cancelled")
    func cancellation() async throws {
        let gate = Gate()
        let account = testAccount("ada")
        let task = Task { [storage] in
            try await storage.transaction { tx in
                gate.pass()
                try tx.accounts.insert(account)
            }
        }
        await wait { gate.isReached }
        task.cancel()
        gate.open()
        try await task.value
        #expect(try await storage.read { try $0.accounts.account(account.id) } == account)
    }

    /// Runs bodies in one group, in their order; the account error that each threw.
    private func inOneGroup(
        _ bodies: [@Sendable (any AccountTransaction) throws -> Void]
    ) async throws -> [AccountError?] {
        let gate = Gate()
        return try await withThrowingTaskGroup(of: (Int, AccountError?).self) { group in
            async let first: Void = storage.transaction { _ in gate.pass() }
            await wait { gate.isReached }
            for (index, body) in bodies.enumerated() {
                group.addTask { [storage] in
                    (index, await failure { try await storage.transaction(body) } as? AccountError)
                }
                await wait { storage.writer.backlog == index + 1 }
            }
            gate.open()
            try await first
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func setPageLimit(to limit: Int) async throws {
        try await storage.pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA max_page_count = \(limit)")
        }
    }
}

/// Leaves a violated deferred foreign key, which SQLite finds only at the commit.
private func breakNextCommit(_ storage: SQLiteStorage) async throws {
    try await storage.writer.perform { database in
        try database.run("PRAGMA defer_foreign_keys = ON")
        try database.run(
            SQLCredentialStore.upsert.sqlite,
            .blob([1]),
            .text("password"),
            .text("x"),
            .integer(0)
        )
    }
}

/// What `body` throws.
private func failure(_ body: () async throws -> Void) async -> (any Error)? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}
