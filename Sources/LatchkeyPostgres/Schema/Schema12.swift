/// What version 12 adds: revocations packed by the thousand.
enum Schema12 {
    static let statements = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.revocation_pack (
            last_sequence BIGINT PRIMARY KEY,
            expires_at BIGINT NOT NULL,
            octets BYTEA NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS revocation_pack_expiry ON latchkey.revocation_pack (expires_at)",
    ]
}
