import GRDB
import LatchkeyAccounts

/// Imports in the tables `account_import` and `account_import_refusal`.
struct SQLiteImportStore: ImportStore {
    static let select = "SELECT rows, imported, refused, finished FROM account_import WHERE key = ?"
    static let upsert = """
        INSERT INTO account_import (key, rows, imported, refused, finished, updated_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET rows = excluded.rows, imported = excluded.imported,
            refused = excluded.refused, finished = excluded.finished, updated_at = excluded.updated_at
        """
    static let insertRefusal = """
        INSERT INTO account_import_refusal (key, line, field, reason) VALUES (?, ?, ?, ?)
        """
    static let selectRefusals = """
        SELECT line, field, reason FROM account_import_refusal WHERE key = ? AND line > ? ORDER BY line LIMIT ?
        """

    let database: Database
    let now: SQLValue

    func progress(of key: [UInt8]) throws -> ImportProgress? {
        try database.first(Self.select, .blob(key)) { row in
            var progress = ImportProgress(key: key)
            progress.rows = try row.count()
            progress.imported = try row.count()
            progress.refused = try row.count()
            progress.isFinished = try row.flag()
            return progress
        }
    }

    func save(_ progress: ImportProgress) throws {
        try database.run(
            Self.upsert,
            .blob(progress.key),
            .count(progress.rows),
            .count(progress.imported),
            .count(progress.refused),
            .flag(progress.isFinished),
            now
        )
    }

    func append(_ refusal: ImportRefusal, to key: [UInt8]) throws {
        try database.run(
            Self.insertRefusal,
            .blob(key),
            .count(refusal.line),
            .optional(refusal.fault.column),
            .text(refusal.fault.reason)
        )
    }

    func refusals(of key: [UInt8], after line: Int, limit: Int) throws -> [ImportRefusal] {
        try database.all(Self.selectRefusals, .blob(key), .count(line), .count(max(limit, 0))) { row in
            let line = try row.count()
            let column = try row.optional { try $0.text() }
            return ImportRefusal(line: line, fault: ImportFault(column, try row.text()))
        }
    }
}
