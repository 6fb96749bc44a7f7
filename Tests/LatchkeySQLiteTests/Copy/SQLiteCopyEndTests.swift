import Foundation
import GRDB
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite struct SQLiteCopyEndTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var other: String { directory.path + "/other.db" }

    @Test("a file that a server works on is neither source nor target")
    func served() async throws {
        let storage = try openStorage(directory)
        let lock = try ServeLock(database: directory.database)
        let served = SQLiteStorageError.served(file: directory.database, process: PosixFile.processIdentifier)
        #expect(throws: served) { try SQLiteCopyEnd.source(directory.database) }
        #expect(throws: served) { _ = try SQLiteCopyEnd.target(directory.database) }
        withExtendedLifetime((lock, storage)) {}
    }

    @Test("nobody serves or writes to a source while it is read, and everybody may again afterwards")
    func held() async throws {
        let storage = try openStorage(directory)
        let source = try SQLiteCopyEnd.source(directory.database)
        #expect(throws: SQLiteStorageError.self) { try ServeLock(database: directory.database) }
        var impatient = Configuration()
        impatient.busyMode = .immediateError
        let queue = try DatabaseQueue(path: directory.database, configuration: impatient)
        let error = #expect(throws: DatabaseError.self) {
            try queue.unsafeReentrantWrite { try $0.execute(sql: "DELETE FROM account") }
        }
        #expect(error?.resultCode == .SQLITE_BUSY)
        try source.close()
        try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
    }

    @Test("an absent source is not made, and a target only where it may be")
    func absent() throws {
        #expect(throws: CopyError.noDatabase(other)) { try SQLiteCopyEnd.source(other) }
        #expect(try SQLiteCopyEnd.target(other, making: false) == nil)
        #expect(try directory.files() == [])
        #expect(try SQLiteCopyEnd.target(other)?.progress() == nil)
    }

    @Test("a file of an older version is refused and left as it was")
    func older() throws {
        _ = try openStorage(directory)
        let queue = try DatabaseQueue(path: directory.database)
        let last = try #require(Migrations.migrator.migrations.last)
        try queue.unsafeReentrantWrite { database in
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = ?", arguments: [last])
        }
        let error = CopyError.olderVersion(directory.database)
        #expect(throws: error) { try SQLiteCopyEnd.source(directory.database) }
        #expect(throws: error) { _ = try SQLiteCopyEnd.target(directory.database) }
        #expect(error.description.contains("run latchkey serve on it once"))
        #expect(try queue.read { try !Migrations.migrator.hasCompletedMigrations($0) })
    }

    @Test("a target with a part of a copy opens for nobody, until the copy is finished")
    func unfinished() async throws {
        try await openStorage(directory).transaction { try $0.accounts.insert(testAccount("ada")) }
        let source = try SQLiteCopyEnd.source(directory.database)
        let target = try #require(try SQLiteCopyEnd.target(other))
        #expect(throws: Stop.self) {
            try StorageCopy(from: source, to: target).run { _ in throw Stop() }
        }
        try target.close()
        let closed = SQLiteStorageError.unfinishedCopy(file: other)
        #expect(throws: closed) { try SQLiteStorage(path: other) }
        #expect(throws: closed) { try SQLiteInspection(of: other) }
        #expect(throws: closed) { try SQLiteBackup.write(other, to: directory.path + "/copy.db") }
        let again = try #require(try SQLiteCopyEnd.target(other, making: false))
        #expect(try StorageCopy(from: source, to: again).run().isEqual)
        try again.close()
        let names = try await SQLiteStorage(path: other).read { tx in
            try tx.accounts.accounts(after: nil, limit: 9, matching: nil).map(\.username)
        }
        #expect(names == ["ada"])
    }

    @Test("rows of nodes that are not here are sealed by whoever serves")
    func orphans() async throws {
        let storage = try openStorage(directory)
        let elsewhere = UUIDv7(at: testTime)
        try await storage.transaction { try $0.audit.append(AuditEvent(.loginSucceeded)) }
        try await DatabaseQueue(path: directory.database).write { database in
            try database.execute(
                sql: "UPDATE audit_event SET node = ?",
                arguments: [Data(elsewhere.bytes)]
            )
        }
        let nodes = try await storage.read { try $0.auditChain.nodesToSeal() }
        #expect(nodes.count == 2 && nodes.last == elsewhere)
    }
}

/// Ends a run, as whatever ends one.
private struct Stop: Error {}
