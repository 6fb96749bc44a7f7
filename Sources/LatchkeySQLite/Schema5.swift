/// The tables of version 5: changes of e-mail address that wait for both addresses.
enum Schema5 {
    static let sql = """
        CREATE TABLE email_change (
            account_id BLOB PRIMARY KEY NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            old_email TEXT,
            new_email TEXT NOT NULL,
            approved INTEGER NOT NULL,
            confirmed INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX email_change_expiry ON email_change (expires_at);
        """
}
