import Foundation
import LatchkeyPostgres
import LatchkeySQL
import LatchkeySQLite
import LatchkeyTokens
import TestPostgres
import Testing

@testable import LatchkeyAccounts

@Suite struct CopyRefusalTests {
    /// Ends a run, as whatever ends one.
    private struct Stop: Error {}

    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Runs `body` with a small file and an empty PostgreSQL database.
    private func withEnds(
        isSpoilt: Bool = false,
        _ body: (SQLiteCopyEnd, String) async throws -> Void
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = try SQLiteCopyEnd.source(try makeFile("source.db"))
        try await withDatabase(isSpoilt: isSpoilt) { try await body(source, $0) }
    }

    private func makeFile(_ name: String) throws -> String {
        let path = folder.appending(path: name).path
        let end = try #require(try SQLiteCopyEnd.target(path))
        try end.fill(count: 3)
        try end.close()
        return path
    }

    private func target(_ url: String) throws -> PostgresCopyEnd {
        try #require(try PostgresCopyEnd.target(PostgresOptions(url: url)))
    }

    /// Leaves a copy after its first page.
    private func begin(_ source: any CopySource, _ target: any CopyTarget) {
        #expect(throws: Stop.self) { try StorageCopy(from: source, to: target).run { _ in throw Stop() } }
    }

    @Test("a target with data of its own is refused and left alone, also with --restart")
    func inUse() async throws {
        try await withEnds { source, url in
            let storage = try await PostgresStorage.open(PostgresOptions(url: url))
            try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
            let target = try target(url)
            let error = CopyError.targetInUse(target.name, table: "account")
            #expect(throws: error) { try StorageCopy(from: source, to: target).run() }
            #expect(throws: error) { try StorageCopy(from: source, to: target).run(restarting: true) }
            #expect(throws: error) { try StorageCopy.plan(from: source, to: target) }
            let accounts = try await storage.read {
                try $0.accounts.accounts(after: nil, limit: 9, matching: nil)
            }
            #expect(accounts.map(\.username) == ["ada"])
            await storage.close()
        }
    }

    @Test("a database that is bound to a master key is in use, however empty")
    func bound() async throws {
        try await withEnds { source, url in
            let storage = try await PostgresStorage.open(PostgresOptions(url: url))
            try await storage.bind(masterKeyCheck: [1])
            await storage.close()
            let target = try target(url)
            #expect(throws: CopyError.targetInUse(target.name, table: "instance")) {
                try StorageCopy(from: source, to: target).run()
            }
        }
    }

    @Test("another source does not go on with a copy, and --restart begins anew")
    func otherSource() async throws {
        try await withEnds { source, url in
            let target = try target(url)
            begin(source, target)
            let path = folder.appending(path: "other.db").path
            let storage = try SQLiteStorage(path: path)
            try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
            try await storage.close()
            let other = try SQLiteCopyEnd.source(path)
            let error = CopyError.otherSource(target.name)
            #expect(throws: error) { try StorageCopy(from: other, to: target).run() }
            #expect(throws: error) { try StorageCopy.plan(from: other, to: target) }
            let report = try StorageCopy(from: other, to: target).run(restarting: true)
            #expect(report.isEqual && report.copied == report.rows)
            #expect(report.tables.first?.target.rows == 1)
        }
    }

    @Test("a target with a part of a copy opens for no server, and is no source")
    func unfinished() async throws {
        try await withEnds(isSpoilt: true) { source, url in
            let target = try target(url)
            begin(source, target)
            let options = PostgresOptions(url: url)
            let error = PostgresStorageError.unfinishedCopy(server: target.name)
            await #expect(throws: error) { try await PostgresStorage.open(options) }
            #expect(throws: error) { try PostgresCopyEnd.source(options) }
            #expect(error.description.contains("run the same latchkey migrate again"))
        }
    }

    @Test("of two runs into one database the older one stops")
    func twoRuns() async throws {
        try await withEnds(isSpoilt: true) { source, url in
            let (older, younger) = (try target(url), try target(url))
            #expect(throws: CopyError.otherRun(older.name)) {
                try StorageCopy(from: source, to: older).run { _ in
                    if try younger.progress()?.rows == 3 { begin(source, younger) }
                }
            }
            #expect(try StorageCopy(from: source, to: younger).run().isEqual)
            let progress = CopyProgress(
                source: try source.identity(),
                run: UUIDv7(at: testTime),
                table: "account",
                key: nil,
                rows: 0
            )
            #expect(try !older.save(progress))
        }
    }

    @Test("what changes in the source between two runs is found, and the target stays closed")
    func changed() async throws {
        try await withEnds { source, url in
            let target = try target(url)
            begin(source, target)
            try source.close()
            let storage = try SQLiteStorage(path: source.name)
            try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
            try await storage.close()
            let again = try SQLiteCopyEnd.source(source.name)
            let report = try StorageCopy(from: again, to: target).run()
            #expect(report.tables.filter { !$0.isEqual }.map(\.name) == ["account"])
            await #expect(throws: PostgresStorageError.unfinishedCopy(server: target.name)) {
                try await PostgresStorage.open(PostgresOptions(url: url))
            }
            #expect(try StorageCopy(from: again, to: target).run(restarting: true).isEqual)
        }
    }

    @Test("a database that a node works on is neither source nor target")
    func served() async throws {
        try await withEnds { source, url in
            let options = PostgresOptions(url: url)
            let storage = try await PostgresStorage.open(options)
            _ = try await PostgresNode.join(storage) { _ in }
            let error = CopyError.served(storage.name, servers: 1)
            #expect(throws: error) { try PostgresCopyEnd.source(options) }
            #expect(throws: error) { try PostgresCopyEnd.target(options) }
            #expect(error.description.contains("stop every node first"))
            await storage.close()
            #expect(try PostgresCopyEnd.target(options) != nil)
        }
    }

    @Test("nobody writes to a source while it is read, and everybody may again afterwards")
    func held() async throws {
        try await withDatabase { url in
            var options = PostgresOptions(url: url)
            options.statementTimeout = .seconds(1)
            let storage = try await PostgresStorage.open(options)
            try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
            try await reading(options) {
                await #expect(throws: PostgresStorageError.timedOut(server: storage.name)) {
                    try await storage.transaction { try $0.accounts.insert(testAccount("grace")) }
                }
                let last = try await storage.read { try $0.audit.lastSequence() }
                #expect(last == 0)
            }
            try await storage.transaction { try $0.accounts.insert(testAccount("alan")) }
            await storage.close()
        }
    }

    private func reading(_ options: PostgresOptions, _ body: () async throws -> Void) async throws {
        let source = try PostgresCopyEnd.source(options)
        try await body()
        try source.close()
    }

    @Test("a server without the tables is no source, and becomes a target only when it may")
    func noTables() async throws {
        try await PostgresCluster.shared().withDatabase { url in
            let options = PostgresOptions(url: url)
            let name = try #require(url.split(separator: "@").last).description
            #expect(throws: CopyError.noDatabase(name)) { try PostgresCopyEnd.source(options) }
            #expect(try PostgresCopyEnd.target(options, making: false) == nil)
            #expect(try PostgresCopyEnd.target(options)?.progress() == nil)
            #expect(try PostgresCopyEnd.target(options, making: false) != nil)
        }
    }

    @Test("a connection that is cut ends a run with what happened, and the next goes on")
    func cut() async throws {
        try await withEnds { source, url in
            let target = try target(url)
            let database = String(try #require(target.name.split(separator: "/").last))
            let cluster = try await PostgresCluster.shared()
            begin(source, target)
            try await cluster.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)'"
            )
            let error = #expect(throws: PostgresStorageError.self) {
                try StorageCopy(from: source, to: target).run()
            }
            #expect(error?.isTransient == true)
            let report = try StorageCopy(from: source, to: try self.target(url)).run()
            #expect(report.isEqual && report.copied == report.rows - 3)
        }
    }
}
