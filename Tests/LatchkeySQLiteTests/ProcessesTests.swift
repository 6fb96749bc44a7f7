import Foundation
import GRDB
import LatchkeyAccounts
import Testing

@testable import LatchkeySQLite

@Suite("Several processes on one file")
struct ProcessesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("two storages see each other's commits, and their change markers move")
    func twoStorages() async throws {
        let storages = [try openStorage(directory), try openStorage(directory)]
        for (writer, reader) in [(0, 1), (1, 0)] {
            var markers: [Int64] = []
            for storage in storages { markers.append(try await storage.changeMarker()) }
            let account = testAccount("user\(writer)")
            try await storages[writer].transaction { try $0.accounts.insert(account) }
            #expect(try await storages[reader].read { try $0.accounts.account(account.id) } == account)
            for (storage, marker) in zip(storages, markers) {
                #expect(try await storage.changeMarker() != marker)
            }
        }
    }

    @Test("the change marker stands still while nobody commits")
    func quietMarker() async throws {
        let storage = try openStorage(directory)
        try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
        let marker = try await storage.changeMarker()
        _ = try await storage.read { try $0.accounts.accounts(after: nil, limit: 9, matching: nil) }
        await #expect(throws: AccountError.usernameTaken) {
            try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
        }
        #expect(try await storage.changeMarker() == marker)
    }

    @Test("readers go on while another process holds the write lock")
    func readersBesideAWriter() async throws {
        let storage = try openStorage(directory)
        let account = testAccount("ada")
        try await storage.transaction { try $0.accounts.insert(account) }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: directory.database, configuration: configuration)
        try await other.writeWithoutTransaction {
            try $0.execute(sql: "BEGIN IMMEDIATE; DELETE FROM account")
        }
        #expect(try await storage.read { try $0.accounts.account(account.id) } == account)
        _ = try await storage.changeMarker()
        try await storage.ping()
        try await other.writeWithoutTransaction { try $0.rollback() }
    }

    @Test("one file is served once, and the error names who serves it")
    func serveLock() throws {
        let lock = try ServeLock(database: directory.database)
        let error = SQLiteStorageError.served(file: directory.database, process: getpid())
        #expect(throws: error) { try ServeLock(database: directory.database) }
        #expect(error.description.contains("process \(getpid())"))
        withExtendedLifetime(lock) {}
    }

    @Test("a lock that is given up can be taken again")
    func serveLockReleased() throws {
        for _ in 0..<2 { _ = try ServeLock(database: directory.database) }
        #expect(try directory.files() == ["latchkey.db.lock"])
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.database + ".lock")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("every name of a file leads to the same lock")
    func serveLockThroughLink() throws {
        _ = try openStorage(directory)
        let link = directory.path + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "latchkey.db")
        let lock = try ServeLock(database: directory.database)
        #expect(throws: SQLiteStorageError.served(file: link, process: getpid())) {
            try ServeLock(database: link)
        }
        withExtendedLifetime(lock) {}
    }

    @Test("two files are served side by side, and the command line works beside a server")
    func serveLockIsolation() async throws {
        let other = try TemporaryDirectory()
        let locks = [try ServeLock(database: directory.database), try ServeLock(database: other.database)]
        let storage = try openStorage(directory)
        try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
        withExtendedLifetime(locks) {}
    }

    @Test("a lock file whose directory is missing is a clear error")
    func serveLockWithoutDirectory() {
        let path = directory.path + "/missing/latchkey.db"
        #expect(throws: SQLiteStorageError.cannotOpen(file: path, reason: "No such file or directory")) {
            try ServeLock(database: path)
        }
    }
}
