/// The tables of version 4: mails that wait to be sent.
enum Schema4 {
    // `due_at` is when the mail may be sent next: for a leased one the end of the lease, and NULL once it is over.
    static let sql = """
        CREATE TABLE mail (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            kind TEXT NOT NULL,
            recipient_digest BLOB NOT NULL,
            sealed BLOB,
            created_at INTEGER NOT NULL,
            due_at INTEGER,
            leased_until INTEGER,
            attempts INTEGER NOT NULL,
            sent_at INTEGER,
            last_failure TEXT
        ) STRICT;
        CREATE INDEX mail_due ON mail (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX mail_recipient ON mail (recipient_digest, created_at, kind);
        CREATE INDEX mail_over ON mail (created_at) WHERE due_at IS NULL;
        """
}
