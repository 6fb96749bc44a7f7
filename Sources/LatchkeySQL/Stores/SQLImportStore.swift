import LatchkeyAccounts

/// Imports in the tables `account_import` and `account_import_refusal`.
struct SQLImportStore: ImportStore {
    static let select = SQLStatement(
        "SELECT rows, imported, refused, finished FROM latchkey.account_import WHERE key = $1"
    )
    static let upsert = SQLStatement(
        """
        INSERT INTO latchkey.account_import (key, rows, imported, refused, finished, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (key) DO UPDATE SET rows = excluded.rows, imported = excluded.imported,
            refused = excluded.refused, finished = excluded.finished, updated_at = excluded.updated_at
        """
    )
    static let insertRefusal = SQLStatement(
        """
        INSERT INTO latchkey.account_import_refusal (key, line, field, reason) VALUES ($1, $2, $3, $4)
        """
    )
    static let selectRefusals = SQLStatement(
        """
        SELECT line, field, reason FROM latchkey.account_import_refusal WHERE key = $1 AND line > $2 ORDER BY line LIMIT $3
        """
    )

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    func progress(of key: [UInt8]) throws -> ImportProgress? {
        database.lock("account_import", key)
        return try database.first(Self.select, .blob(key)) { row in
            var progress = ImportProgress(key: key)
            progress.rows = try row.count()
            progress.imported = try row.count()
            progress.refused = try row.count()
            progress.isFinished = try row.flag()
            return progress
        }
    }

    func save(_ progress: ImportProgress) throws {
        try database.send(
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
        try database.send(
            Self.insertRefusal,
            .blob(key),
            .count(refusal.line),
            .optional(refusal.fault.column),
            .text(refusal.fault.reason)
        )
    }

    func refusals(of key: [UInt8], after line: Int, limit: Int) throws -> [ImportRefusal] {
        try database.all(Self.selectRefusals, .blob(key), .count(line), .limit(limit)) { row in
            let line = try row.count()
            let column = try row.optional { try $0.text() }
            return ImportRefusal(line: line, fault: ImportFault(column, try row.text()))
        }
    }
}
