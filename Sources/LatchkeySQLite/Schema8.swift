/// The table of version 8: how far each subscriber of the audit log has come.
enum Schema8 {
    static let sql = """
        CREATE TABLE audit_cursor (
            subscriber TEXT PRIMARY KEY NOT NULL,
            sequence INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
