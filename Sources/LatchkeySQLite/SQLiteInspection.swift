import FoundationEssentials
import GRDB
import LatchkeySQL

/// What a look at a database file shows, without changing anything in it.
///
/// ```swift
/// let inspection = try SQLiteInspection(of: "data/latchkey.db")
/// ```
public struct SQLiteInspection: Sendable {
    /// Whether a newer program would change its schema when it opens it.
    public let isOutdated: Bool
    /// The size of the database.
    public let octets: Int
    /// What it is bound to; `nil` when to no master key yet.
    public let masterKeyCheck: [UInt8]?

    /// Looks at the database at `path`, reads all of it, and checks that what belongs together does.
    ///
    /// - Throws: ``SQLiteStorageError`` for a file that is absent, foreign, damaged or too new.
    public init(of path: String) throws(SQLiteStorageError) {
        guard PosixFile.exists(path) else { throw .cannotOpen(file: path, reason: "there is no such file") }
        do {
            let resolved = try DatabaseFile(path: path).prepare(at: .now)
            let database = try DatabaseQueue(
                path: resolved,
                configuration: DatabaseFile.configuration(readonly: true)
            )
            (isOutdated, octets, masterKeyCheck) = try database.read { try Self.look($0) }
        } catch let error as SQLiteStorageError {
            throw error
        } catch let error as DatabaseError {
            throw SQLiteStorageError(error, file: path)
        } catch {
            throw .failed(file: path, reason: "\(error)")
        }
    }

    private static func look(_ database: Database) throws -> (Bool, Int, [UInt8]?) {
        try DatabaseFile.check(database)
        try database.checkForeignKeys()
        let pages = try database.first("PRAGMA page_count") { try $0.count() } ?? 0
        let size = try database.first("PRAGMA page_size") { try $0.count() } ?? 0
        let check = try database.first("SELECT master_key_check FROM instance") { row in
            try row.optional { try $0.blob() }
        }
        return (try !Migrations.migrator.hasCompletedMigrations(database), pages * size, check ?? nil)
    }
}
