/// The tables of version 10: places of tokens in status lists.
enum Schema10 {
    static let sql = """
        CREATE TABLE status_position (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            taken INTEGER NOT NULL
        ) STRICT;
        INSERT INTO status_position (id, taken) VALUES (1, 0);
        CREATE TABLE status_place (
            place INTEGER PRIMARY KEY,
            holder BLOB CHECK (length(holder) = 16),
            expires_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX status_place_holder ON status_place (holder) WHERE holder IS NOT NULL;
        CREATE INDEX status_place_expiry ON status_place (expires_at) WHERE expires_at IS NOT NULL;
        """
}
