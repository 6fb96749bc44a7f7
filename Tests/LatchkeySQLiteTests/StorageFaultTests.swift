import GRDB
import LatchkeyAccounts
import Testing

@testable import LatchkeySQLite

/// What a database says of itself when it takes nothing more.
@Suite struct StorageFaultTests {
    private let directory: TemporaryDirectory
    private let storage: SQLiteStorage

    init() throws {
        directory = try TemporaryDirectory()
        storage = try openStorage(directory)
    }

    private func fault(_ body: () async throws -> Void) async -> StorageFault? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? any StorageFaultError)?.storageFault
        }
    }

    @Test(
        "a file that may not grow is a full disk, nothing of the transaction stays, and it goes on when it may again"
    )
    func full() async throws {
        let limit = { (pages: Int) in
            try await storage.pool.writeWithoutTransaction { database in
                _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        try await limit(1)
        var inserted = 0
        let fault = await fault {
            for number in 0..<1000 {
                let account = testAccount("user\(number)")
                try await storage.transaction { try $0.accounts.insert(account) }
                inserted += 1
            }
        }
        #expect(fault == .full)
        let count = try await storage.read {
            try $0.accounts.accounts(after: nil, limit: 2000, matching: nil).count
        }
        #expect(count == inserted)
        try await limit(1_000_000)
        try await storage.checkWritable()
    }

    @Test("a database that may not be written says so, and is read all the same")
    func readOnly() async throws {
        try await storage.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
        #expect(await fault { try await storage.checkWritable() } == .notWritable)
        try await storage.ping()
        try await storage.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = OFF") }
        #expect(await fault { try await storage.checkWritable() } == nil)
    }

    @Test("the check commits something each time")
    func commits() async throws {
        let before = try await storage.changeMarker()
        try await storage.checkWritable()
        let between = try await storage.changeMarker()
        try await storage.checkWritable()
        #expect(Set([before, between, try await storage.changeMarker()]).count == 3)
        #expect(storage.load.transactions == 2)
        #expect(storage.load.waiting == 0)
    }

    @Test(
        "only what passes is a fault of the database",
        arguments: [
            (.diskFull(file: "f"), .full), (.readOnly(file: "f"), .notWritable), (.busy(file: "f"), .locked),
            (.diskFailing(file: "f", reason: "r"), .failing), (.damaged(file: "f", reason: "r"), nil),
            (.failed(file: "f", reason: "r"), nil), (.exists(file: "f"), nil),
        ] as [(SQLiteStorageError, StorageFault?)]
    )
    func faults(error: SQLiteStorageError, fault: StorageFault?) {
        #expect(error.storageFault == fault)
    }
}
