import Foundation
import GRDB
import GRDBSQLite
import LatchkeyAccounts
import LatchkeySQL
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite("Opening a database file")
struct OpeningTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("makes a file that only its owner can read, and leaves nothing else behind")
    func newFile() async throws {
        let storage = try openStorage(directory)
        try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
        #expect(try directory.files() == ["latchkey.db", "latchkey.db-shm", "latchkey.db-wal"])
        for name in try directory.files() {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("keeps 512 KiB of the file for each connection that reads, and 2 MB for the one that writes")
    func caches() async throws {
        let storage = try openStorage(directory)
        let sql = "PRAGMA cache_size"
        #expect(try await storage.pool.read { try $0.first(sql) { try $0.integer() } } == -512)
        #expect(
            try await storage.pool.writeWithoutTransaction { try $0.first(sql) { try $0.integer() } } == -2000
        )
    }

    @Test("lets go of the pages that were kept for the next write, and finds them again")
    func releasedMemory() async throws {
        let storage = try openStorage(directory)
        let accounts = (0..<500).map { testAccount("account\($0)") }
        try await storage.transaction { tx in
            for account in accounts { try tx.accounts.insert(account) }
        }
        let kept = try await pagesKept(storage)
        await storage.releaseMemory()
        #expect(try await pagesKept(storage) < kept / 4)
        #expect(try await storage.transaction { try $0.accounts.account(accounts[499].id) } == accounts[499])
    }

    /// The octets that the writing connection keeps of the file.
    private func pagesKept(_ storage: SQLiteStorage) async throws -> Int32 {
        try await storage.pool.writeWithoutTransaction { database in
            var (octets, most): (Int32, Int32) = (0, 0)
            let code = sqlite3_db_status(
                database.sqliteConnection,
                SQLITE_DBSTATUS_CACHE_USED,
                &octets,
                &most,
                0
            )
            #expect(code == SQLITE_OK)
            return octets
        }
    }

    @Test("finds everything again that an earlier opening has written")
    func reopening() async throws {
        let account = testAccount("ada")
        do {
            let storage = try openStorage(directory)
            try await storage.transaction { try $0.accounts.insert(account) }
            try await storage.bind(masterKeyCheck: [1])
        }
        let storage = try openStorage(directory)
        #expect(try await storage.read { try $0.accounts.account(account.id) } == account)
        #expect(try await storage.isBoundToMasterKey())
    }

    @Test("runs each migration once and never changes what is there")
    func migrations() async throws {
        var descriptions: [[String]] = []
        for _ in 0..<3 {
            let storage = try openStorage(directory)
            let description = try await storage.pool.read { database in
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT identifier FROM grdb_migrations
                        UNION ALL SELECT name || sql FROM sqlite_schema WHERE sql IS NOT NULL
                        UNION ALL SELECT hex(node) || created_at FROM instance
                        """
                )
            }
            descriptions.append(description)
        }
        #expect(descriptions[0].first == "1 accounts, sessions, keys")
        #expect(descriptions == Array(repeating: descriptions[0], count: 3))
    }

    @Test("makes every table strict, so that a column holds its own type only")
    func strictTables() async throws {
        let lax = try await openStorage(directory).pool.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND NOT strict
                        AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                    """
            )
        }
        #expect(lax == [])
    }

    @Test("refuses a database that a newer version has migrated, and leaves it alone")
    func newerVersion() throws {
        _ = try openStorage(directory)
        try edit("INSERT INTO grdb_migrations VALUES ('2 the future')")
        try expectRefusal(.newerVersion(file: directory.database))
    }

    @Test(
        "refuses a file that is no database, and leaves it alone",
        arguments: ["", "x", "SQLite format 3", String(repeating: "not a database\n", count: 1000)]
    )
    func foreignFile(contents: String) throws {
        try Data(contents.utf8).write(to: URL(fileURLWithPath: directory.database))
        try expectRefusal(.foreign(file: directory.database))
    }

    @Test("refuses another program's database, and leaves it alone", arguments: ["DELETE", "WAL"])
    func foreignDatabase(journalMode: String) throws {
        try edit("PRAGMA journal_mode = \(journalMode); CREATE TABLE account (id)")
        try expectRefusal(.foreign(file: directory.database))
    }

    @Test("refuses a database that was cut off, and leaves it alone")
    func cutFile() throws {
        let contents = try closedDatabase()
        try contents.prefix(contents.count / 2).write(to: URL(fileURLWithPath: directory.database))
        try expectRefusal(.damaged(file: directory.database, reason: "database disk image is malformed"))
    }

    @Test("refuses a small database with any page in use overwritten, and leaves it alone")
    func overwrittenPage() throws {
        let whole = try closedDatabase()
        let pageSize = 4096
        #expect(whole.count / pageSize > 20)
        // Octets 32..<36 name the first page that nothing uses (file format §1.3); GRDB leaves one.
        let unused = whole[32..<36].reduce(0) { $0 << 8 | Int($1) }
        for start in stride(from: 0, to: whole.count, by: pageSize) where start / pageSize + 1 != unused {
            var contents = whole
            // The first page keeps its header, which tells that the file is ours.
            let overwritten = max(start, 100)..<start + pageSize
            contents.replaceSubrange(overwritten, with: Data(count: overwritten.count))
            try contents.write(to: URL(fileURLWithPath: directory.database))
            let error = #expect(throws: SQLiteStorageError.self) { try openStorage(directory) }
            #expect(error?.description.contains("is damaged") == true)
            #expect(error?.description.contains("\n") == false)
            #expect(try Data(contentsOf: URL(fileURLWithPath: directory.database)) == contents)
        }
    }

    @Test("checks a whole database, and finds the damage in a large one that opens")
    func check() async throws {
        do {
            let storage = try openStorage(directory)
            try await storage.transaction { tx in
                for _ in 0..<5000 {
                    try tx.revocations.append(.token(UUIDv7(at: testTime)), expiresAt: testTime)
                }
                let detail = String(repeating: "x", count: 2_000_000)
                try tx.audit.append(AuditEvent(.accountCreated, detail: detail))
            }
            try await storage.check()
        }
        var contents = try Data(contentsOf: URL(fileURLWithPath: directory.database))
        let page = try lastPage(of: "revocation_expiry")
        contents.replaceSubrange((page - 1) * 4096..<page * 4096, with: Data(count: 4096))
        try contents.write(to: URL(fileURLWithPath: directory.database))
        let storage = try openStorage(directory)
        let error = await #expect(throws: SQLiteStorageError.self) { try await storage.check() }
        #expect(error?.description.contains("is damaged") == true)
    }

    @Test("refuses a path whose directory is missing, is a file, or cannot be written")
    func badDirectory() throws {
        try Data().write(to: URL(fileURLWithPath: directory.path + "/file"))
        for (path, reason) in [
            (directory.path + "/missing/latchkey.db", "No such file or directory"),
            (directory.path + "/file/latchkey.db", "Not a directory"),
            ("/proc/latchkey.db", "No such file or directory"),
        ] {
            #expect(throws: SQLiteStorageError.cannotOpen(file: path, reason: reason)) {
                try SQLiteStorage(path: path)
            }
        }
    }

    @Test("refuses a directory and a symbolic link that leads nowhere")
    func noFile() throws {
        let link = directory.path + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere.db")
        let reason = "it is a symbolic link that leads nowhere"
        #expect(throws: SQLiteStorageError.cannotOpen(file: link, reason: reason)) {
            try SQLiteStorage(path: link)
        }
        #expect(try directory.files() == ["link.db"])
        let failure = SQLiteStorageError.cannotOpen(file: directory.path, reason: "it is a directory")
        #expect(throws: failure) { try SQLiteStorage(path: directory.path) }
    }

    @Test(
        "refuses a directory without write permission",
        .disabled(if: getuid() == 0, "root may write anywhere")
    )
    func unwritableDirectory() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.path)
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
        }
        let error = SQLiteStorageError.cannotOpen(file: directory.database, reason: "Permission denied")
        #expect(throws: error) { try openStorage(directory) }
    }

    @Test("gives two openings that come at once the same new database")
    func simultaneousOpenings() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { [directory] in
                    let storage = try openStorage(directory)
                    try await storage.transaction { try $0.accounts.insert(testAccount("user\(number)")) }
                }
            }
            try await group.waitForAll()
        }
        let accounts = try await openStorage(directory).read { tx in
            try tx.accounts.accounts(after: nil, limit: 100, matching: nil)
        }
        #expect(accounts.count == 8)
        #expect(try directory.files().filter { $0.contains("new") } == [])
    }

    @Test(
        "says in one line which file, what is wrong and what to do",
        arguments: [
            SQLiteStorageError.cannotOpen(file: "/x.db", reason: "r"), .foreign(file: "/x.db"),
            .damaged(file: "/x.db", reason: "r"), .newerVersion(file: "/x.db"),
            .served(file: "/x.db", process: 1),
            .busy(file: "/x.db"), .diskFull(file: "/x.db"), .failed(file: "/x.db", reason: "r"),
        ]
    )
    func descriptions(error: SQLiteStorageError) {
        #expect(error.description.contains("/x.db"))
        #expect(!error.description.contains("\n"))
    }

    /// The number of a page below the root of an index.
    private func lastPage(of index: String) throws -> Int {
        let database = try DatabaseQueue(path: directory.database)
        let root = try database.read { database in
            try Int.fetchOne(
                database,
                sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?",
                arguments: [index]
            )
        }
        let file = try Data(contentsOf: URL(fileURLWithPath: directory.database))
        // An interior page's rightmost child stands in octets 8..<12 of its header (file format §1.6).
        let header = try (#require(root) - 1) * 4096
        #expect(file[header] == 2)
        return file[header + 8..<header + 12].reduce(0) { $0 << 8 | Int($1) }
    }

    /// The contents of a database that was made and closed again.
    private func closedDatabase() throws -> Data {
        _ = try openStorage(directory)
        #expect(try directory.files() == ["latchkey.db"])
        return try Data(contentsOf: URL(fileURLWithPath: directory.database))
    }

    /// Changes the file as another program would.
    private func edit(_ sql: String) throws {
        let database = try DatabaseQueue(path: directory.database)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        try database.close()
    }

    /// Expects an error and the file as it was; SQLite may leave an empty log beside a file that keeps one.
    private func expectRefusal(_ error: SQLiteStorageError) throws {
        let file = URL(fileURLWithPath: directory.database)
        let contents = try Data(contentsOf: file)
        #expect(throws: error) { try openStorage(directory) }
        #expect(try Data(contentsOf: file) == contents)
        let log = FileManager.default.contents(atPath: directory.database + "-wal")
        #expect(log ?? Data() == Data())
    }
}
