/// What version 11 adds: the keys carried over from an earlier master key, and the way from a status list to its sessions.
enum Schema11 {
    static let statements = [
        "ALTER TABLE latchkey.instance ADD COLUMN IF NOT EXISTS carried_keys BYTEA",
        """
        CREATE INDEX IF NOT EXISTS session_status ON latchkey.session (status_index) WHERE status_index IS NOT NULL
        """,
    ]
}
