/// The tables of version 7: second factors, recovery codes, known devices, and what a session knows of its device.
enum Schema7 {
    static let sql = [factors, devices, sessions].joined(separator: "\n")

    private static let factors = """
        CREATE TABLE factor (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            sealed BLOB NOT NULL,
            session_id BLOB NOT NULL CHECK (length(session_id) = 16),
            created_at INTEGER NOT NULL,
            confirmed_at INTEGER,
            last_used_at INTEGER,
            last_step INTEGER
        ) STRICT;
        CREATE INDEX factor_account ON factor (account_id, created_at, id);
        CREATE INDEX factor_pending ON factor (created_at) WHERE confirmed_at IS NULL;
        CREATE TABLE recovery_code (
            account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            digest BLOB NOT NULL,
            PRIMARY KEY (account_id, digest)
        ) STRICT, WITHOUT ROWID;
        """

    private static let devices = """
        CREATE TABLE known_device (
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            fingerprint BLOB NOT NULL,
            device TEXT,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (digest, account_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX known_device_account ON known_device (account_id, last_seen_at DESC, digest);
        CREATE INDEX known_device_expiry ON known_device (expires_at);
        """

    private static let sessions = """
        ALTER TABLE session ADD COLUMN device_name TEXT;
        ALTER TABLE session ADD COLUMN device_digest BLOB;
        """
}
