/// What version 10 adds: places of tokens in status lists.
enum Schema10 {
    static let statements = [
        "INSERT INTO latchkey.log_position (log, position) VALUES ('status', 0) ON CONFLICT (log) DO NOTHING",
        """
        CREATE TABLE IF NOT EXISTS latchkey.status_place (
            place BIGINT PRIMARY KEY,
            holder UUID,
            expires_at BIGINT
        )
        """,
        """
        CREATE UNIQUE INDEX IF NOT EXISTS status_place_holder ON latchkey.status_place (holder)
        WHERE holder IS NOT NULL
        """,
        """
        CREATE INDEX IF NOT EXISTS status_place_expiry ON latchkey.status_place (expires_at)
        WHERE expires_at IS NOT NULL
        """,
    ]
}
