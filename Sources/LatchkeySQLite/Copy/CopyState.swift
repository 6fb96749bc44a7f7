import GRDB
import LatchkeySQL

/// The table that keeps the progress of a copy into this database; a database that has it is not whole.
enum CopyState {
    static let create = """
        CREATE TABLE copy_state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            source BLOB NOT NULL CHECK (length(source) = 16),
            run BLOB NOT NULL CHECK (length(run) = 16),
            table_name TEXT NOT NULL,
            last_key BLOB,
            rows INTEGER NOT NULL
        ) STRICT
        """
    static let insert = "INSERT INTO copy_state (id, source, run, table_name, rows) VALUES (1, ?, ?, ?, ?)"
    static let select = "SELECT source, run, table_name, last_key, rows FROM copy_state"
    static let resume = "UPDATE copy_state SET run = ?"
    static let update = """
        UPDATE copy_state SET source = ?, table_name = ?, last_key = ?, rows = ? WHERE run = ?
        """
    static let drop = "DROP TABLE copy_state"
    private static let find = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'copy_state'"

    static func exists(_ database: Database) throws -> Bool {
        try database.first(find) { try $0.integer() } != nil
    }
}
