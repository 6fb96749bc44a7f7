/// The tables of version 3: imports of accounts.
enum Schema3 {
    static let sql = """
        CREATE TABLE account_import (
            key BLOB PRIMARY KEY NOT NULL CHECK (length(key) = 32),
            rows INTEGER NOT NULL,
            imported INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            finished INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE account_import_refusal (
            key BLOB NOT NULL,
            line INTEGER NOT NULL,
            field TEXT,
            reason TEXT NOT NULL,
            PRIMARY KEY (key, line)
        ) STRICT, WITHOUT ROWID;
        """
}
