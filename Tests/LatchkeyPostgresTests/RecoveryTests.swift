import Dispatch
import Foundation
import LatchkeyAccounts
import LatchkeyPostgres
import LatchkeyTokens
import TestPostgres
import Testing

struct RecoveryTests {
    @Test("goes on by itself after its connections were cut, and loses nothing that was acknowledged")
    func reconnects() async throws {
        try await withStorage { storage in
            let cluster = try await PostgresCluster.shared()
            var made: [UUIDv7] = []
            for number in 0..<20 {
                let account = testAccount("user\(number)")
                try await storage.transaction { try $0.accounts.insert(account) }
                made.append(account.id)
                if number % 4 == 3 { try await cutConnections(of: storage, cluster) }
            }
            let kept = try await storage.read { [made] tx in try made.map { try tx.accounts.account($0)?.id }
            }
            #expect(kept == made)
        }
    }

    @Test("runs a body again on another connection when its own is cut in the midst of it")
    func bodyAgain() async throws {
        try await withStorage { storage in
            let cluster = try await PostgresCluster.shared()
            let account = testAccount("ada")
            let runs = Runs()
            let (reached, reach) = AsyncStream.makeStream(of: Void.self)
            let gate = DispatchSemaphore(value: 0)
            let cutting = Task {
                for await _ in reached { break }
                try await cutConnections(of: storage, cluster)
                gate.signal()
            }
            try await storage.transaction { tx in
                try tx.accounts.insert(account)
                if runs.next() == 1 {
                    reach.yield()
                    gate.wait()
                }
                _ = try tx.accounts.account(account.id)
            }
            try await cutting.value
            #expect(runs.count == 2)
            #expect(try await storage.read { try $0.accounts.account(account.id) } == account)
        }
    }

    @Test("runs transactions again that deadlocked, until both are kept")
    func deadlocks() async throws {
        try await withStorage { storage in
            let accounts = [testAccount("ada"), testAccount("grace")]
            try await storage.transaction { tx in for account in accounts { try tx.accounts.insert(account) }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in [[0, 1], [1, 0], [0, 1], [1, 0]] {
                    group.addTask {
                        try await storage.transaction { tx in
                            for index in order {
                                guard var account = try tx.accounts.account(accounts[index].id) else {
                                    return
                                }
                                // Time for the others to lock theirs.
                                _ = try tx.accounts.accounts(after: nil, limit: 9, matching: "x")
                                account.epoch += 1
                                try tx.accounts.update(account)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let epochs = try await storage.read { tx in
                try accounts.map { try tx.accounts.account($0.id)?.epoch }
            }
            #expect(epochs == accounts.map { $0.epoch + 4 })
        }
    }

    @Test("gives up a statement that waits longer than it may, and says which setting that is")
    func timesOut() async throws {
        for prepares in [true, false] {
            try await withStorage({ ($0.statementTimeout, $0.preparesStatements) = (.seconds(1), prepares) })
            { storage in
                let cluster = try await PostgresCluster.shared()
                let account = testAccount("ada")
                try await storage.transaction { try $0.accounts.insert(account) }
                let database = String(try #require(storage.name.split(separator: "/").last))
                let holder = Task {
                    try await cluster.execute(
                        "BEGIN; SELECT id FROM latchkey.account FOR UPDATE; SELECT pg_sleep(4); COMMIT",
                        in: database
                    )
                }
                while try await cluster.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = '\(database)'"
                ) == "0" {}
                let error = await #expect(throws: PostgresStorageError.timedOut(server: storage.name)) {
                    try await storage.transaction { _ = try $0.accounts.account(account.id) }
                }
                #expect("\(String(describing: error))".contains("database.statementTimeout"))
                _ = try await holder.value
                #expect(try await storage.transaction { try $0.accounts.account(account.id) } == account)
            }
        }
    }

    @Test("tells callers that wait for a connection for too long that all are taken")
    func busy() async throws {
        try await withStorage({ ($0.connections, $0.queueTimeout) = (1, .milliseconds(50)) }) { storage in
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            let end = DispatchSemaphore(value: 0)
            let first = Task {
                try await storage.transaction { tx in
                    begin.finish()
                    // A thread of the pool, not of the tests.
                    end.wait()
                    _ = try tx.audit.lastSequence()
                }
            }
            for await _ in begun {}
            await #expect(throws: PostgresStorageError.busy(server: storage.name)) {
                try await storage.ping()
            }
            end.signal()
            try await first.value
            try await storage.ping()
        }
    }

    @Test("fails at once while the server is away, and works again when it is back")
    func serverAway() async throws {
        let cluster = try PostgresCluster()
        let storage = try await PostgresStorage.open(PostgresOptions(url: cluster.makeDatabase(named: "one")))
        let account = testAccount("ada")
        try await storage.transaction { try $0.accounts.insert(account) }
        try cluster.stop()
        let start = ContinuousClock.now
        let error = await #expect(throws: PostgresStorageError.self) { try await storage.ping() }
        #expect(error?.isTransient == true)
        #expect(ContinuousClock.now - start < .seconds(5))
        try cluster.restart()
        var found: Account?
        for _ in 0..<100 {
            found = try? await storage.read { try $0.accounts.account(account.id) }
            if found != nil { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(found == account)
        await storage.close()
        await #expect(throws: PostgresStorageError.closed) { try await storage.ping() }
    }
}

/// Ends every connection to a storage's database, as an administrator does.
private func cutConnections(of storage: PostgresStorage, _ cluster: PostgresCluster) async throws {
    let database = storage.name.split(separator: "/").last ?? ""
    try await cluster.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)'"
    )
}
