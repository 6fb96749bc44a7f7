import Foundation
import GRDB
import LatchkeyAccounts
import Testing

@testable import LatchkeySQLite

@Suite("Durability")
struct DurabilityTests {
    private let directory: TemporaryDirectory
    private let storage: SQLiteStorage

    init() throws {
        directory = try TemporaryDirectory()
        storage = try openStorage(directory)
    }

    @Test(
        "the writer synchronises every commit and keeps foreign keys",
        arguments: [
            ("synchronous", "2"), ("journal_mode", "wal"), ("foreign_keys", "1"), ("busy_timeout", "5000"),
            ("secure_delete", "1"),
        ]
    )
    func writerSettings(pragma: String, value: String) async throws {
        let found = try await storage.pool.writeWithoutTransaction { database in
            try Row.fetchOne(database, sql: "PRAGMA \(pragma)").map { "\($0[0] as DatabaseValue)" }
        }
        #expect(found?.trimmingCharacters(in: ["\""]) == value)
    }

    @Test(
        "closing leaves the one file, with everything in it, whatever was read and written before",
        arguments: [false, true]
    )
    func close(isFollowed: Bool) async throws {
        if isFollowed { _ = try await storage.changeMarker() }
        let accounts = (0..<20).map { testAccount("user\($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for account in accounts {
                group.addTask { [storage] in
                    try await storage.transaction { try $0.accounts.insert(account) }
                    _ = try await storage.read { try $0.accounts.account(account.id) }
                }
            }
            try await group.waitForAll()
        }
        try await storage.close()
        #expect(try directory.files().filter { $0.hasPrefix("latchkey.db-") } == [])
        let again = try openStorage(directory)
        let found = try await again.read { tx in try accounts.filter { try tx.accounts.account($0.id) != nil }
        }
        #expect(found.count == accounts.count)
        await #expect(throws: (any Error).self) {
            try await storage.transaction { try $0.accounts.insert(testAccount("late")) }
        }
        await #expect(throws: SQLiteStorageError.self) { try await storage.changeMarker() }
    }

    @Test("what was committed survives a process that dies without closing the database")
    func kill() async throws {
        let accounts = (0..<50).map { testAccount("user\($0)") }
        for account in accounts {
            try await storage.transaction { try $0.accounts.insert(account) }
        }
        // What a killed process leaves: the file and the log beside it, never checkpointed into it.
        let copy = try TemporaryDirectory()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: directory.database + suffix,
                toPath: copy.database + suffix
            )
        }
        let survivor = try openStorage(copy)
        let found = try await survivor.read { tx in try accounts.map { try tx.accounts.account($0.id) } }
        #expect(found == accounts)
    }

    @Test("a commit that was only half written when the process died is not there, and the rest is whole")
    func tornCommit() async throws {
        let account = testAccount("ada")
        try await storage.transaction { try $0.accounts.insert(account) }
        let whole = try Data(contentsOf: URL(fileURLWithPath: directory.database + "-wal")).count
        let lost = testAccount("grace")
        try await storage.transaction { try $0.accounts.insert(lost) }
        let log = try Data(contentsOf: URL(fileURLWithPath: directory.database + "-wal"))
        #expect(log.count > whole + 1)

        let copy = try TemporaryDirectory()
        try FileManager.default.copyItem(atPath: directory.database, toPath: copy.database)
        try log.prefix(whole + (log.count - whole) / 2).write(
            to: URL(fileURLWithPath: copy.database + "-wal")
        )
        let survivor = try openStorage(copy)
        let found = try await survivor.read { tx in
            [try tx.accounts.account(account.id), try tx.accounts.account(lost.id)]
        }
        #expect(found == [account, nil])
    }
}
