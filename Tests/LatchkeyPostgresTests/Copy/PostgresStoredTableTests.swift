import LatchkeyAccounts
import TestPostgres
import Testing

@testable import LatchkeyPostgres

@Suite struct PostgresStoredTableTests {
    /// What only this engine needs.
    private static let own: Set = ["lock_slot", "node", "schema_version", "revocation_pack"]
    private static let types: [StoredTable.Column.Kind: String] = [
        .integer: "bigint", .flag: "boolean", .text: "text", .octets: "bytea", .id: "uuid",
    ]
    private static let columns = """
        SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable), ',')
        FROM information_schema.columns WHERE table_schema = 'latchkey'
        """

    @Test("every table and every column of the database is copied, with its type [D3]")
    func complete() async throws {
        try await withStorage { storage in
            let database = String(try #require(storage.name.split(separator: "/").last))
            let found = try await PostgresCluster.shared().execute(Self.columns, in: database)
            let all: [String] = found.split(separator: ",").map(String.init)
            let columns = all.filter { column in
                let table = String(column.prefix { $0 != " " })
                return !Self.own.contains(table) && column != "instance id bigint NO"
            }
            let stored: [String] = StoredTable.all.flatMap { table in
                table.columns.map { Self.line($0, of: table) }
            }
            #expect(Set(columns).symmetricDifference(stored) == [])
        }
    }

    private static func line(_ column: StoredTable.Column, of table: StoredTable) -> String {
        let name = table.name == "role_grant" && column.name == "position" ? "id" : column.name
        return "\(table.name) \(name) \(types[column.kind] ?? "") \(column.isOptional ? "YES" : "NO")"
    }

    @Test("what is copied is of the newest version of the schema")
    func version() {
        #expect(Migrations.newest == StoredTable.schemaVersion)
    }
}
