import Foundation
import LatchkeyPostgres
import LatchkeySQLite
import LatchkeyTokens
import TestPostgres
import Testing

@testable import LatchkeyAccounts

@Suite struct StorageCopyTests {
    /// Ends a run, as whatever ends one.
    private struct Stop: Error {}

    /// More than one page and more than one statement, neither of them whole.
    private static let count = 130

    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-copy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func removeFolder() { try? FileManager.default.removeItem(at: folder) }

    /// A file with awkward rows in every table.
    private func makeFile(_ name: String, count: Int = Self.count) throws -> String {
        let end = try #require(try SQLiteCopyEnd.target(path(name)))
        try end.fill(count: count)
        try end.close()
        return path(name)
    }

    private func postgres(_ url: String) throws -> PostgresCopyEnd {
        try #require(try PostgresCopyEnd.target(PostgresOptions(url: url)))
    }

    /// Copies, and closes both.
    private func copy(_ source: any CopySource, _ target: any CopyTarget) throws -> CopyReport {
        let report = try StorageCopy(from: source, to: target).run()
        try target.close()
        try source.close()
        return report
    }

    @Test(
        "whatever stands in any table is the same after SQLite, PostgreSQL, PostgreSQL, SQLite, SQLite [D3]"
    )
    func everywhere() async throws {
        defer { removeFolder() }
        let first = try makeFile("first.db")
        try await withDatabase { one in
            try await withDatabase { two in
                let filled = try copy(try SQLiteCopyEnd.source(first), try postgres(one))
                #expect(filled.tables.map(\.name) == StoredTable.all.map(\.name))
                #expect(filled.tables.filter { !$0.isEqual }.map(\.name) == [])
                #expect(filled.rows == Self.count * (StoredTable.all.count - 2) + 5)
                #expect(filled.copied == filled.rows && !filled.wasThere)
                #expect(
                    try copy(try PostgresCopyEnd.source(PostgresOptions(url: one)), try postgres(two)).isEqual
                )
                let back = try #require(try SQLiteCopyEnd.target(path("back.db")))
                #expect(try copy(try PostgresCopyEnd.source(PostgresOptions(url: two)), back).isEqual)
                let last = try #require(try SQLiteCopyEnd.target(path("last.db")))
                let report = try copy(try SQLiteCopyEnd.source(path("back.db")), last)
                #expect(report.tables.map(\.target) == filled.tables.map(\.source))
            }
        }
        // Not only the same digest: what was written.
        let last = try #require(try SQLiteCopyEnd.target(path("last.db")))
        let found = try last.everything()
        for table in StoredTable.all {
            let rows = AwkwardRows.rows(of: table, count: Self.count).map { StoredValue.octets(of: $0) }
            #expect(Set(found[table.name] ?? []) == Set(rows), "\(table.name)")
            #expect(found[table.name]?.count == rows.count)
        }
    }

    @Test("behind a pooler, with unnamed statements, the same is copied")
    func unnamed() async throws {
        defer { removeFolder() }
        let first = try makeFile("first.db", count: 60)
        try await withDatabase { url in
            var options = PostgresOptions(url: url)
            options.preparesStatements = false
            let target = try #require(try PostgresCopyEnd.target(options))
            #expect(try copy(try SQLiteCopyEnd.source(first), target).isEqual)
        }
    }

    @Test("a run that ends after any page is gone on with, and no row is copied twice [D3]")
    func interrupted() async throws {
        defer { removeFolder() }
        let source = try SQLiteCopyEnd.source(try makeFile("first.db"))
        try await withDatabase { url in
            let target = try postgres(url)
            var (runs, copied, report) = (0, 0, CopyReport?.none)
            while report == nil {
                runs += 1
                var pages = 0
                do {
                    report = try StorageCopy(from: source, to: target).run { step in
                        guard case .copying = step.work else { return }
                        pages += 1
                        throw Stop()
                    }
                } catch is Stop {
                    copied += pages
                }
            }
            // Two pages of every table but those of one row or a few.
            #expect(runs == 2 * (StoredTable.all.count - 2) + 2 + 1)
            #expect(copied == runs - 1)
            #expect(report?.isEqual == true)
            #expect(report?.copied == 0)
        }
    }

    @Test("numbers go on behind those that were copied, on both kinds")
    func goesOn() async throws {
        defer { removeFolder() }
        let first = try makeFile("first.db")
        try await withDatabase { url in
            _ = try copy(try SQLiteCopyEnd.source(first), try postgres(url))
            _ = try copy(
                try PostgresCopyEnd.source(PostgresOptions(url: url)),
                try #require(try SQLiteCopyEnd.target(path("back.db")))
            )
            let storage = try await PostgresStorage.open(PostgresOptions(url: url))
            let sqlite = try SQLiteStorage(path: path("back.db"))
            for storage in [storage, sqlite] as [any AccountStorage] {
                let revocation = try await storage.transaction { tx in
                    try tx.audit.append(AuditEvent(.keyRotated))
                    return try tx.revocations.append(.session(UUIDv7(at: testTime)), expiresAt: testTime)
                }
                #expect(revocation.sequence == 6_001)
                #expect(try await storage.read { try $0.audit.lastSequence() } == 5_001)
            }
            #expect(try await storage.changeMarker() == 6_001 + 17)
            let database = String(try #require(storage.name.split(separator: "/").last))
            for table in ["mail", "role_grant"] {
                let column = table == "mail" ? "position" : "id"
                let sql = "SELECT nextval(pg_get_serial_sequence('latchkey.\(table)', '\(column)'))"
                let next = try await PostgresCluster.shared().execute(sql, in: database)
                #expect(next == "\((Self.count - 1) * 7 + 2)")
            }
            await storage.close()
        }
    }

    @Test("a second run finds that everything is there, and a change since then")
    func again() async throws {
        defer { removeFolder() }
        let first = try makeFile("first.db", count: 3)
        try await withDatabase { url in
            _ = try copy(try SQLiteCopyEnd.source(first), try postgres(url))
            let second = try copy(try SQLiteCopyEnd.source(first), try postgres(url))
            #expect(second.isEqual && second.wasThere && second.copied == 0)
            let storage = try await PostgresStorage.open(PostgresOptions(url: url))
            try await storage.transaction { try $0.accounts.insert(testAccount("ada")) }
            await storage.close()
            let third = try copy(try SQLiteCopyEnd.source(first), try postgres(url))
            #expect(!third.isEqual && third.wasThere)
            #expect(third.tables.filter { !$0.isEqual }.map(\.name) == ["account"])
            #expect(third.tables.first?.target.rows == 4)
        }
    }
}
