/// The tables of version 9, the first that PostgreSQL has; versions carry the numbers of the SQLite schema they equal.
///
/// Times are milliseconds since 1970. Every number is a BIGINT, so that statements need no casts. A statement leaves
/// alone what is there already: an engine without transactional DDL may have stopped halfway.
enum Schema9 {
    /// How many rows there are to lock what has no row of its own.
    static let slotCount = 1024

    static let statements =
        [instance, accounts, sessions, tokens, keys, failures, mails, clients, audit, webhooks].flatMap { $0 }

    private static let instance = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.instance (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            node UUID NOT NULL,
            created_at BIGINT NOT NULL,
            master_key_check BYTEA
        )
        """,
        // The last number of each log, locked by whoever takes the next: so they grow in the order of the commits.
        """
        CREATE TABLE IF NOT EXISTS latchkey.log_position (
            log TEXT PRIMARY KEY,
            position BIGINT NOT NULL
        )
        """,
        """
        INSERT INTO latchkey.log_position (log, position) VALUES ('audit', 0), ('revocation', 0), ('key', 0)
        ON CONFLICT (log) DO NOTHING
        """,
        "CREATE TABLE IF NOT EXISTS latchkey.lock_slot (slot BIGINT PRIMARY KEY)",
        """
        INSERT INTO latchkey.lock_slot (slot) SELECT generate_series(0, \(slotCount - 1)) ON CONFLICT (slot) DO NOTHING
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.node (
            id UUID PRIMARY KEY,
            holder UUID,
            leased_until BIGINT NOT NULL
        )
        """,
    ]

    private static let accounts = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.account (
            id UUID PRIMARY KEY,
            email TEXT,
            username TEXT,
            name TEXT,
            email_verified BOOLEAN NOT NULL,
            epoch BIGINT NOT NULL,
            locked_at BIGINT,
            created_at BIGINT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX IF NOT EXISTS account_email ON latchkey.account (email)",
        "CREATE UNIQUE INDEX IF NOT EXISTS account_username ON latchkey.account (username)",
        """
        CREATE TABLE IF NOT EXISTS latchkey.credential (
            account_id UUID NOT NULL REFERENCES latchkey.account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            secret TEXT NOT NULL,
            updated_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, kind)
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.external_identity (
            provider TEXT NOT NULL,
            subject TEXT NOT NULL,
            account_id UUID NOT NULL REFERENCES latchkey.account (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (provider, subject)
        )
        """,
        "CREATE INDEX IF NOT EXISTS external_identity_account ON latchkey.external_identity (account_id)",
        """
        CREATE TABLE IF NOT EXISTS latchkey.role_grant (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            account_id UUID NOT NULL REFERENCES latchkey.account (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            organisation UUID,
            granted_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS role_grant_account ON latchkey.role_grant (account_id)",
        """
        CREATE UNIQUE INDEX IF NOT EXISTS role_grant_global ON latchkey.role_grant (account_id, role)
        WHERE organisation IS NULL
        """,
        """
        CREATE UNIQUE INDEX IF NOT EXISTS role_grant_organisation
        ON latchkey.role_grant (account_id, organisation, role) WHERE organisation IS NOT NULL
        """,
        """
        CREATE INDEX IF NOT EXISTS role_grant_role ON latchkey.role_grant (role, account_id)
        WHERE organisation IS NULL
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.email_change (
            account_id UUID PRIMARY KEY REFERENCES latchkey.account (id) ON DELETE CASCADE,
            old_email TEXT,
            new_email TEXT NOT NULL,
            approved BOOLEAN NOT NULL,
            confirmed BOOLEAN NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS email_change_expiry ON latchkey.email_change (expires_at)",
        """
        CREATE TABLE IF NOT EXISTS latchkey.account_import (
            key BYTEA PRIMARY KEY CHECK (octet_length(key) = 32),
            rows BIGINT NOT NULL,
            imported BIGINT NOT NULL,
            refused BIGINT NOT NULL,
            finished BOOLEAN NOT NULL,
            updated_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.account_import_refusal (
            key BYTEA NOT NULL,
            line BIGINT NOT NULL,
            field TEXT,
            reason TEXT NOT NULL,
            PRIMARY KEY (key, line)
        )
        """,
    ]

    private static let sessions = [
        // Room in each page, so that a refresh writes its new row beside the old one and touches no index.
        """
        CREATE TABLE IF NOT EXISTS latchkey.session (
            id UUID PRIMARY KEY,
            account_id UUID NOT NULL REFERENCES latchkey.account (id) ON DELETE CASCADE,
            client_id TEXT NOT NULL,
            account_epoch BIGINT NOT NULL,
            authenticated_at BIGINT NOT NULL,
            authentication_methods TEXT NOT NULL,
            scope TEXT NOT NULL,
            audience TEXT,
            created_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            idle_expires_at BIGINT NOT NULL,
            access_expires_at BIGINT NOT NULL,
            ended_at BIGINT,
            end_reason TEXT,
            counter BIGINT NOT NULL,
            nonce_digest BYTEA NOT NULL,
            browser_digest BYTEA,
            rotated_at BIGINT NOT NULL,
            fingerprint BYTEA NOT NULL,
            replays BIGINT NOT NULL,
            replayed_elsewhere BOOLEAN NOT NULL,
            shared_generations BIGINT NOT NULL,
            device TEXT,
            address TEXT,
            device_name TEXT,
            device_digest BYTEA,
            status_index BIGINT
        ) WITH (fillfactor = 70)
        """,
        """
        CREATE INDEX IF NOT EXISTS session_account ON latchkey.session (account_id, created_at, id)
        """,
        "CREATE INDEX IF NOT EXISTS session_expiry ON latchkey.session (expires_at)",
        """
        CREATE UNIQUE INDEX IF NOT EXISTS session_browser ON latchkey.session (browser_digest)
        WHERE browser_digest IS NOT NULL
        """,
        """
        CREATE INDEX IF NOT EXISTS session_client ON latchkey.session (client_id, id)
        WHERE client_id <> 'latchkey'
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.opaque_session (
            id UUID PRIMARY KEY,
            digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
            subject TEXT NOT NULL,
            claims TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL,
            idle_expires_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX IF NOT EXISTS opaque_session_digest ON latchkey.opaque_session (digest)",
        """
        CREATE INDEX IF NOT EXISTS opaque_session_subject ON latchkey.opaque_session (subject, created_at, id)
        """,
        "CREATE INDEX IF NOT EXISTS opaque_session_expiry ON latchkey.opaque_session (idle_expires_at)",
    ]

    private static let tokens = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.one_time_token (
            digest BYTEA PRIMARY KEY CHECK (octet_length(digest) = 32),
            purpose TEXT NOT NULL,
            subject TEXT COLLATE "C" NOT NULL,
            binding TEXT,
            claims TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            attempts_left BIGINT
        )
        """,
        "CREATE INDEX IF NOT EXISTS one_time_token_subject ON latchkey.one_time_token (subject, purpose)",
        """
        CREATE UNIQUE INDEX IF NOT EXISTS one_time_token_code ON latchkey.one_time_token (subject, purpose)
        WHERE attempts_left IS NOT NULL
        """,
        "CREATE INDEX IF NOT EXISTS one_time_token_expiry ON latchkey.one_time_token (expires_at)",
        """
        CREATE TABLE IF NOT EXISTS latchkey.revocation (
            sequence BIGINT PRIMARY KEY,
            kind BIGINT NOT NULL,
            target UUID NOT NULL,
            epoch_below BIGINT,
            name TEXT,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS revocation_expiry ON latchkey.revocation (expires_at)",
    ]

    private static let keys = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.ring_key (
            key_id TEXT PRIMARY KEY,
            algorithm TEXT NOT NULL,
            sealed BYTEA NOT NULL,
            created_at BIGINT NOT NULL,
            activates_at BIGINT NOT NULL,
            expires_at BIGINT
        )
        """
    ]

    private static let failures = [
        """
        CREATE TABLE IF NOT EXISTS latchkey.login_failure (
            digest BYTEA PRIMARY KEY,
            account_id UUID,
            count BIGINT NOT NULL,
            blocked_until BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        )
        """,
        """
        CREATE INDEX IF NOT EXISTS login_failure_account ON latchkey.login_failure (account_id)
        WHERE account_id IS NOT NULL
        """,
        """
        CREATE INDEX IF NOT EXISTS login_failure_unknown ON latchkey.login_failure (updated_at DESC, digest)
        WHERE account_id IS NULL
        """,
        "CREATE INDEX IF NOT EXISTS login_failure_age ON latchkey.login_failure (updated_at)",
        """
        CREATE TABLE IF NOT EXISTS latchkey.factor (
            id UUID PRIMARY KEY,
            account_id UUID NOT NULL REFERENCES latchkey.account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            sealed BYTEA NOT NULL,
            session_id UUID NOT NULL,
            created_at BIGINT NOT NULL,
            confirmed_at BIGINT,
            last_used_at BIGINT,
            last_step BIGINT
        )
        """,
        "CREATE INDEX IF NOT EXISTS factor_account ON latchkey.factor (account_id, created_at, id)",
        """
        CREATE INDEX IF NOT EXISTS factor_pending ON latchkey.factor (created_at) WHERE confirmed_at IS NULL
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.recovery_code (
            account_id UUID NOT NULL REFERENCES latchkey.account (id) ON DELETE CASCADE,
            digest BYTEA NOT NULL,
            PRIMARY KEY (account_id, digest)
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS latchkey.known_device (
            digest BYTEA NOT NULL CHECK (octet_length(digest) = 32),
            account_id UUID NOT NULL REFERENCES latchkey.account (id) ON DELETE CASCADE,
            fingerprint BYTEA NOT NULL,
            device TEXT,
            created_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (digest, account_id)
        )
        """,
        """
        CREATE INDEX IF NOT EXISTS known_device_account
        ON latchkey.known_device (account_id, last_seen_at DESC, digest)
        """,
        "CREATE INDEX IF NOT EXISTS known_device_expiry ON latchkey.known_device (expires_at)",
    ]
}
