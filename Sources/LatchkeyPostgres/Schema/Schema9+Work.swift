// What is worked off, and what is recorded.

extension Schema9 {
    static let mails = [
        // `due_at` is when the mail may be sent next: for a leased one the end of the lease, and NULL once it is over.
        """
        CREATE TABLE IF NOT EXISTS latchkey.mail (
            id UUID PRIMARY KEY,
            position BIGINT GENERATED ALWAYS AS IDENTITY,
            kind TEXT NOT NULL,
            recipient_digest BYTEA NOT NULL,
            sealed BYTEA,
            created_at BIGINT NOT NULL,
            due_at BIGINT,
            leased_until BIGINT,
            attempts BIGINT NOT NULL,
            sent_at BIGINT,
            last_failure TEXT
        )
        """,
        """
        CREATE INDEX IF NOT EXISTS mail_due ON latchkey.mail (due_at, position) WHERE due_at IS NOT NULL
        """,
        "CREATE INDEX IF NOT EXISTS mail_recipient ON latchkey.mail (recipient_digest, created_at, kind)",
        "CREATE INDEX IF NOT EXISTS mail_over ON latchkey.mail (created_at) WHERE due_at IS NULL",
    ]

    static let clients = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.client (
            id UUID PRIMARY KEY,
            name TEXT NOT NULL,
            authentication TEXT NOT NULL,
            secret_digest BYTEA CHECK (octet_length(secret_digest) = 32),
            previous_secret_digest BYTEA CHECK (octet_length(previous_secret_digest) = 32),
            previous_secret_ends_at BIGINT,
            keys TEXT,
            grants TEXT NOT NULL,
            scope TEXT NOT NULL,
            audience TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.client_assertion (
            digest BYTEA PRIMARY KEY CHECK (octet_length(digest) = 32),
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS client_assertion_expiry ON latchkey.client_assertion (expires_at)",
    ]

    static let audit = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.audit_event (
            sequence BIGINT PRIMARY KEY,
            recorded_at BIGINT NOT NULL,
            kind TEXT NOT NULL,
            account_id UUID,
            session_id UUID,
            digest BYTEA,
            reason TEXT,
            actor TEXT,
            node UUID NOT NULL,
            chain_index BIGINT,
            seal BYTEA,
            detail_seal BYTEA
        )
        """,
        """
        CREATE INDEX IF NOT EXISTS audit_event_account ON latchkey.audit_event (account_id, sequence)
        WHERE account_id IS NOT NULL
        """,
        "CREATE INDEX IF NOT EXISTS audit_event_kind ON latchkey.audit_event (kind, sequence)",
        """
        CREATE INDEX IF NOT EXISTS audit_event_unsealed ON latchkey.audit_event (node, sequence)
        WHERE chain_index IS NULL
        """,
        """
        CREATE UNIQUE INDEX IF NOT EXISTS audit_event_chain ON latchkey.audit_event (node, chain_index)
        WHERE chain_index IS NOT NULL
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.audit_detail (
            sequence BIGINT PRIMARY KEY REFERENCES latchkey.audit_event (sequence) ON DELETE CASCADE,
            account_id UUID,
            detail TEXT NOT NULL,
            salt BYTEA
        )
        """,
        """
        CREATE INDEX IF NOT EXISTS audit_detail_account ON latchkey.audit_detail (account_id)
        WHERE account_id IS NOT NULL
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.audit_chain (
            node UUID PRIMARY KEY,
            length BIGINT NOT NULL,
            seal BYTEA NOT NULL,
            sealed_at BIGINT NOT NULL,
            mac BYTEA NOT NULL
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.audit_cursor (
            subscriber TEXT PRIMARY KEY,
            sequence BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        )
        """,
    ]

    static let webhooks = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.webhook_delivery (
            id UUID PRIMARY KEY,
            endpoint TEXT NOT NULL,
            type TEXT NOT NULL,
            body TEXT NOT NULL,
            attempts BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            due_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS webhook_delivery_due ON latchkey.webhook_delivery (endpoint, due_at)",
    ]
}
