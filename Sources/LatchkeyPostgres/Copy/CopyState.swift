/// The table that keeps the progress of a copy into this database; a database that has it is not whole.
enum CopyState {
    static let create = """
        CREATE TABLE latchkey.copy_state (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            source UUID NOT NULL,
            run UUID NOT NULL,
            table_name TEXT NOT NULL,
            last_key BYTEA,
            rows BIGINT NOT NULL
        )
        """
    static let insert = """
        INSERT INTO latchkey.copy_state (id, source, run, table_name, rows) VALUES (1, $1, $2, $3, $4)
        """
    static let select = "SELECT source, run, table_name, last_key, rows FROM latchkey.copy_state"
    static let resume = "UPDATE latchkey.copy_state SET run = $1"
    static let update = """
        UPDATE latchkey.copy_state SET source = $1, table_name = $2, last_key = $3, rows = $4 WHERE run = $5
        """
    static let drop = "DROP TABLE latchkey.copy_state"
    static let find = """
        SELECT 1::BIGINT FROM information_schema.tables
        WHERE table_schema = 'latchkey' AND table_name = 'copy_state'
        """
}
