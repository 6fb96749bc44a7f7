/// The columns and tables of version 9: who did it, the chains of the audit log, and deliveries of webhooks.
enum Schema9 {
    static let sql = [audit, webhooks].joined(separator: "\n")

    private static let audit = """
        ALTER TABLE audit_event ADD COLUMN actor TEXT;
        ALTER TABLE audit_event ADD COLUMN chain_index INTEGER;
        ALTER TABLE audit_event ADD COLUMN detail_seal BLOB;
        ALTER TABLE audit_detail ADD COLUMN salt BLOB;
        CREATE INDEX audit_event_unsealed ON audit_event (node, sequence) WHERE chain_index IS NULL;
        CREATE UNIQUE INDEX audit_event_chain ON audit_event (node, chain_index) WHERE chain_index IS NOT NULL;
        CREATE INDEX audit_event_kind ON audit_event (kind, sequence);
        CREATE INDEX role_grant_role ON role_grant (role, account_id) WHERE organisation IS NULL;
        CREATE TABLE audit_chain (
            node BLOB PRIMARY KEY NOT NULL CHECK (length(node) = 16),
            length INTEGER NOT NULL,
            seal BLOB NOT NULL,
            sealed_at INTEGER NOT NULL,
            mac BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let webhooks = """
        CREATE TABLE webhook_delivery (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            endpoint TEXT NOT NULL,
            type TEXT NOT NULL,
            body TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint, due_at);
        """
}
