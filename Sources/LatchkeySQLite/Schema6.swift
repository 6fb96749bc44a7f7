/// The tables of version 6: OAuth clients, the assertions they have used, and whom a session's tokens are for.
enum Schema6 {
    static let sql = """
        ALTER TABLE session ADD COLUMN audience TEXT;
        CREATE TABLE client (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            name TEXT NOT NULL,
            authentication TEXT NOT NULL,
            secret_digest BLOB CHECK (length(secret_digest) = 32),
            previous_secret_digest BLOB CHECK (length(previous_secret_digest) = 32),
            previous_secret_ends_at INTEGER,
            keys TEXT,
            grants TEXT NOT NULL,
            scope TEXT NOT NULL,
            audience TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_used_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_client ON session (client_id, id) WHERE client_id <> 'latchkey';
        CREATE TABLE client_assertion (
            digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX client_assertion_expiry ON client_assertion (expires_at);
        """
}
