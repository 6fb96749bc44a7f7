/// The tables of version 2: one-time tokens, opaque sessions, and revocations of what is not named by a UUID.
enum Schema2 {
    static let sql = [oneTimeTokens, opaqueSessions, revocations].joined(separator: "\n")

    private static let oneTimeTokens = """
        CREATE TABLE one_time_token (
            digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
            purpose TEXT NOT NULL,
            subject TEXT NOT NULL,
            binding TEXT,
            claims TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            attempts_left INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX one_time_token_subject ON one_time_token (subject, purpose);
        CREATE UNIQUE INDEX one_time_token_code ON one_time_token (subject, purpose)
            WHERE attempts_left IS NOT NULL;
        CREATE INDEX one_time_token_expiry ON one_time_token (expires_at);
        """

    private static let opaqueSessions = """
        CREATE TABLE opaque_session (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            subject TEXT NOT NULL,
            claims TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            idle_expires_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX opaque_session_subject ON opaque_session (subject, created_at, id);
        CREATE INDEX opaque_session_expiry ON opaque_session (idle_expires_at);
        """

    // A target with a name has 16 zero octets in its `target`, which the check of version 1 asks for.
    private static let revocations = "ALTER TABLE revocation ADD COLUMN name TEXT;"
}
