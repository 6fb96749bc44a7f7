import Foundation
import GRDB
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite("A backup")
struct SQLiteBackupTests {
    private let directory: TemporaryDirectory
    private let storage: SQLiteStorage
    private var file: String { directory.path + "/copy" }

    init() throws {
        directory = try TemporaryDirectory()
        storage = try openStorage(directory)
    }

    private func add(_ name: String) async throws {
        let account = testAccount(name)
        try await storage.transaction { try $0.accounts.insert(account) }
    }

    private func names(in path: String) async throws -> [String] {
        let copy = try SQLiteStorage(path: path, now: { testTime })
        let accounts = try await copy.read { try $0.accounts.accounts(after: nil, limit: 100, matching: nil) }
        try await copy.close()
        // Of one moment, so their identifiers stand in no order.
        return accounts.compactMap(\.username).sorted()
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// Lets the database grow to some megabytes, so that copying takes more than one step.
    private func fatten() async throws {
        try await storage.pool.write { database in
            try database.execute(sql: "CREATE TABLE fat (octets BLOB)")
            for _ in 0..<8 { try database.execute(sql: "INSERT INTO fat VALUES (zeroblob(1048576))") }
        }
    }

    @Test("is one file for its owner only, holds everything that was committed, and opens as a database")
    func whole() async throws {
        try await add("ada")
        let size = try SQLiteBackup.write(directory.database, to: file)
        #expect(try mode(file) == 0o600)
        let octets = try Data(contentsOf: URL(filePath: file))
        #expect(octets.count == size)
        let others = ["latchkey.db", "latchkey.db-shm", "latchkey.db-wal"]
        #expect(try directory.files().filter { !others.contains($0) } == ["copy"])
        #expect(try await names(in: file) == ["ada"])
    }

    @Test("is of one moment: what is written while it is made is not in it, and does not make it begin anew")
    func consistent() async throws {
        try await add("ada")
        try await fatten()
        let other = try DatabaseQueue(
            path: directory.database,
            configuration: DatabaseFile.configuration(readonly: false)
        )
        var steps = 0
        var failure: (any Error)?
        try SQLiteBackup.write(directory.database, to: file) { done, total in
            steps += 1
            do {
                try other.write { try $0.execute(sql: "INSERT INTO fat VALUES (zeroblob(100000))") }
            } catch { failure = error }
        }
        #expect(failure == nil)
        // One step for each MiB, and none twice.
        #expect((8...11).contains(steps), "\(steps)")
        let copy = try DatabaseQueue(path: file)
        #expect(try await copy.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM fat") } == 8)
        #expect(try await other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM fat") } == 8 + steps)
    }

    @Test("never replaces a file unless told to")
    func existing() async throws {
        try await add("ada")
        try Data("letters".utf8).write(to: URL(filePath: file))
        #expect(throws: SQLiteStorageError.exists(file: file)) {
            try SQLiteBackup.write(directory.database, to: file)
        }
        #expect(throws: SQLiteStorageError.foreign(file: file)) {
            try SQLiteBackup.write(directory.database, to: file, replacing: true)
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == Data("letters".utf8))
        let pipe = file + ".pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: SQLiteStorageError.foreign(file: pipe)) {
            try SQLiteBackup.write(directory.database, to: pipe, replacing: true)
        }
        try FileManager.default.removeItem(atPath: file)
        for _ in 0..<2 { try SQLiteBackup.write(directory.database, to: file, replacing: true) }
        #expect(try await names(in: file) == ["ada"])
        #expect(try mode(file) == 0o600)
    }

    @Test("never takes the place of the database itself, under whichever name")
    func itself() async throws {
        try await add("ada")
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: directory.database)
        let before = try Data(contentsOf: URL(filePath: directory.database))
        for name in [directory.database, file] {
            #expect(throws: SQLiteStorageError.isDatabaseItself(file: name)) {
                try SQLiteBackup.write(directory.database, to: name, replacing: true)
            }
        }
        #expect(try Data(contentsOf: URL(filePath: directory.database)) == before)
        #expect(try await names(in: directory.database) == ["ada"])
    }

    @Test("is not made of a damaged database, and leaves nothing behind then")
    func damaged() async throws {
        try await fatten()
        try await storage.close()
        let handle = try FileHandle(forUpdating: URL(filePath: directory.database))
        // In the middle of what no opening looks at.
        try handle.seek(toOffset: 4_000_000)
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 8192))
        try handle.truncate(atOffset: 5_000_000)
        try handle.close()
        #expect(throws: SQLiteStorageError.self) { try SQLiteBackup.write(directory.database, to: file) }
        #expect(try directory.files().filter { $0.hasPrefix("copy") } == [])
    }

    @Test("comes back in the place of the database, which is kept under another name with all that it held")
    func restored() async throws {
        try await add("ada")
        try SQLiteBackup.write(directory.database, to: file)
        try await add("grace")
        let kept = directory.path + "/kept"
        var check: [UInt8]? = [1]
        let isKept = try SQLiteBackup.restore(
            file,
            over: directory.database,
            keeping: kept,
            accept: { check = $0 }
        )
        #expect(isKept)
        #expect(check == nil)
        #expect(try await names(in: directory.database) == ["ada"])
        #expect(try await names(in: kept) == ["ada", "grace"])
        #expect(try mode(directory.database) == 0o600)
    }

    @Test("comes back where there is no database")
    func nothingThere() async throws {
        try await add("ada")
        try SQLiteBackup.write(directory.database, to: file)
        let other = directory.path + "/other.db"
        let kept = directory.path + "/kept"
        #expect(try !SQLiteBackup.restore(file, over: other, keeping: kept, accept: { _ in }))
        #expect(try await names(in: other) == ["ada"])
        #expect(!FileManager.default.fileExists(atPath: kept))
    }

    @Test("that is refused, foreign or broken changes nothing")
    func refused() async throws {
        struct Refused: Error {}
        try await add("ada")
        try SQLiteBackup.write(directory.database, to: file)
        let kept = directory.path + "/kept"
        #expect(throws: Refused.self) {
            _ = try SQLiteBackup.restore(
                file,
                over: directory.database,
                keeping: kept,
                accept: { _ in throw Refused() }
            )
        }
        let letters = directory.path + "/letters"
        try Data("Dear Ada, ".utf8).write(to: URL(filePath: letters))
        #expect(throws: SQLiteStorageError.foreign(file: letters)) {
            _ = try SQLiteBackup.restore(letters, over: directory.database, keeping: kept, accept: { _ in })
        }
        let absent = directory.path + "/absent"
        #expect(throws: SQLiteStorageError.cannotOpen(file: absent, reason: "there is no such file")) {
            _ = try SQLiteBackup.restore(absent, over: directory.database, keeping: kept, accept: { _ in })
        }
        #expect(!FileManager.default.fileExists(atPath: kept))
        #expect(try await names(in: directory.database) == ["ada"])
    }
}
