import GRDB
import LatchkeyAccounts

extension SQLiteStorage {
    /// Whether the database belongs to a master key already.
    public func isBoundToMasterKey() async throws -> Bool {
        try await readDatabase { try Self.masterKeyCheck($0) != nil }
    }

    /// Binds a new database to a master key, or checks that a bound one belongs to it.
    ///
    /// - Throws: ``LatchkeyAccounts/MasterKeyMismatch`` when the database belongs to another master key.
    public func bind(masterKeyCheck check: [UInt8]) async throws {
        try await writer.perform { database in
            guard let bound = try Self.masterKeyCheck(database) else {
                try database.run("UPDATE instance SET master_key_check = ?", .blob(check))
                return
            }
            guard bound == check else { throw MasterKeyMismatch() }
        }
    }

    private static func masterKeyCheck(_ database: Database) throws -> [UInt8]? {
        try database.first("SELECT master_key_check FROM instance") { row in
            try row.optional { try $0.blob() }
        } ?? nil
    }
}
