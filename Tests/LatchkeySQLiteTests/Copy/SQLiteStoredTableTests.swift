import GRDB
import LatchkeyAccounts
import Testing

@testable import LatchkeySQLite

@Suite struct SQLiteStoredTableTests {
    /// What only this engine needs.
    private static let own: Set = [
        "grdb_migrations", "sqlite_sequence", "status_position", "revocation_pack",
    ]
    private static let types: [StoredTable.Column.Kind: String] = [
        .integer: "INTEGER", .flag: "INTEGER", .text: "TEXT", .octets: "BLOB", .id: "BLOB",
    ]

    @Test("every table and every column of the file is copied, with its type [D3]")
    func complete() throws {
        let directory = try TemporaryDirectory()
        _ = try openStorage(directory)
        let queue = try DatabaseQueue(path: directory.database)
        let tables = try queue.read { database in
            try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        let stored = Set(StoredTable.all.map(\.name))
        #expect(Set(tables).subtracting(Self.own) == stored.subtracting(["log_position"]))
        for table in StoredTable.all where table.name != "log_position" {
            let columns = try queue.read { try $0.columns(in: table.name) }
            let expected = columns.filter { column in
                table.name != "instance" || !["id", "key_ring_generation"].contains(column.name)
            }
            let given = table.columns.filter { $0.name != "position" }
            #expect(Set(given.map(\.name)) == Set(expected.map(\.name)), "\(table.name)")
            for column in given {
                let found = try #require(expected.first { $0.name == column.name })
                #expect(found.type == Self.types[column.kind], "\(table.name).\(column.name)")
                let isRequired = found.isNotNull || found.primaryKeyIndex > 0
                #expect(isRequired == !column.isOptional, "\(table.name).\(column.name)")
            }
        }
    }

    @Test("what is copied is of the newest version of the schema")
    func version() throws {
        let newest = try #require(Migrations.migrator.migrations.last)
        #expect(newest.hasPrefix("\(StoredTable.schemaVersion) "))
    }

    @Test("no page is sorted: each begins where an index says", arguments: StoredTable.all)
    func plans(table: StoredTable) throws {
        // One row and three in every database, which no index leads to.
        guard !["instance", "log_position"].contains(table.name) else { return }
        let directory = try TemporaryDirectory()
        _ = try openStorage(directory)
        let sql = SQLiteStoredTable(table).select(isFirst: false)
        let values = [DatabaseValue](repeating: .null, count: table.key.count + 1)
        let plan = try DatabaseQueue(path: directory.database).read { database in
            try Row.fetchAll(
                database,
                sql: "EXPLAIN QUERY PLAN \(sql)",
                arguments: StatementArguments(values)
            )
            .map { $0["detail"] as String }
        }
        #expect(plan.filter { $0.contains("TEMP B-TREE") } == [], "\(table.name): \(plan)")
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") }, "\(table.name): \(plan)")
    }
}
