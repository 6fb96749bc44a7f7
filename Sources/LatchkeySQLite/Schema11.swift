/// What version 11 adds: the keys carried over from an earlier master key, and the way from a status list to its sessions.
enum Schema11 {
    static let sql = """
        ALTER TABLE instance ADD COLUMN carried_keys BLOB;
        CREATE INDEX session_status ON session (status_index) WHERE status_index IS NOT NULL;
        """
}
