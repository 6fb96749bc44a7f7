/// The table of version 12: revocations packed by the thousand.
enum Schema12 {
    static let sql = """
        CREATE TABLE revocation_pack (
            last_sequence INTEGER PRIMARY KEY,
            expires_at INTEGER NOT NULL,
            octets BLOB NOT NULL
        ) STRICT;
        CREATE INDEX revocation_pack_expiry ON revocation_pack (expires_at);
        """
}
