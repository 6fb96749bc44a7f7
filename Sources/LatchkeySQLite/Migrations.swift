import GRDB

/// The schema, version by version.
///
/// A migration that has been released never changes again. Times are milliseconds since 1970, identifiers the 16
/// octets of a UUID, text is compared octet by octet (SQLite's BINARY collation).
enum Migrations {
    /// Marks a file as ours in its header (`LKEY`), so that another program's database is never touched.
    static let applicationID: Int32 = 0x4C4B_4559

    /// Every migration, oldest first.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 accounts, sessions, keys") { try $0.execute(sql: Schema1.sql) }
        migrator.registerMigration("2 one-time tokens, opaque sessions") { try $0.execute(sql: Schema2.sql) }
        migrator.registerMigration("3 imports of accounts") { try $0.execute(sql: Schema3.sql) }
        migrator.registerMigration("4 mail queue") { try $0.execute(sql: Schema4.sql) }
        migrator.registerMigration("5 changes of e-mail address") { try $0.execute(sql: Schema5.sql) }
        migrator.registerMigration("6 OAuth clients") { try $0.execute(sql: Schema6.sql) }
        migrator.registerMigration("7 second factors, known devices") { try $0.execute(sql: Schema7.sql) }
        migrator.registerMigration("8 subscribers of the audit log") { try $0.execute(sql: Schema8.sql) }
        migrator.registerMigration("9 audit chains, webhooks") { try $0.execute(sql: Schema9.sql) }
        migrator.registerMigration("10 status lists") { try $0.execute(sql: Schema10.sql) }
        migrator.registerMigration("11 exchange of the master key") { try $0.execute(sql: Schema11.sql) }
        migrator.registerMigration("12 packed revocations") { try $0.execute(sql: Schema12.sql) }
        return migrator
    }
}

/// The tables of version 1.
///
/// Columns that nothing reads yet are seams: organisations, external identities, status lists, the seal of the
/// audit chain.
private enum Schema1 {
    static let sql = [instance, accounts, sessions, revocations, keys, failures, audit].joined(
        separator: "\n"
    )

    private static let instance = """
        CREATE TABLE instance (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            node BLOB NOT NULL CHECK (length(node) = 16),
            created_at INTEGER NOT NULL,
            master_key_check BLOB,
            key_ring_generation INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        """

    private static let accounts = """
        CREATE TABLE account (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            email TEXT UNIQUE,
            username TEXT UNIQUE,
            name TEXT,
            email_verified INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            locked_at INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE credential (
            account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            secret TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (account_id, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE external_identity (
            provider TEXT NOT NULL,
            subject TEXT NOT NULL,
            account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (provider, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX external_identity_account ON external_identity (account_id);
        CREATE TABLE role_grant (
            account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            organisation BLOB,
            granted_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX role_grant_account ON role_grant (account_id);
        CREATE UNIQUE INDEX role_grant_global ON role_grant (account_id, role) WHERE organisation IS NULL;
        CREATE UNIQUE INDEX role_grant_organisation ON role_grant (account_id, organisation, role)
            WHERE organisation IS NOT NULL;
        """

    private static let sessions = """
        CREATE TABLE session (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
            client_id TEXT NOT NULL,
            account_epoch INTEGER NOT NULL,
            authenticated_at INTEGER NOT NULL,
            authentication_methods TEXT NOT NULL,
            scope TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            idle_expires_at INTEGER NOT NULL,
            access_expires_at INTEGER NOT NULL,
            ended_at INTEGER,
            end_reason TEXT,
            counter INTEGER NOT NULL,
            nonce_digest BLOB NOT NULL,
            browser_digest BLOB,
            rotated_at INTEGER NOT NULL,
            fingerprint BLOB NOT NULL,
            replays INTEGER NOT NULL,
            replayed_elsewhere INTEGER NOT NULL,
            shared_generations INTEGER NOT NULL,
            device TEXT,
            address TEXT,
            status_index INTEGER
        ) STRICT;
        CREATE INDEX session_account ON session (account_id, created_at, id);
        CREATE INDEX session_expiry ON session (expires_at);
        CREATE UNIQUE INDEX session_browser ON session (browser_digest) WHERE browser_digest IS NOT NULL;
        """

    private static let revocations = """
        CREATE TABLE revocation (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            kind INTEGER NOT NULL,
            target BLOB NOT NULL CHECK (length(target) = 16),
            epoch_below INTEGER,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX revocation_expiry ON revocation (expires_at);
        """

    private static let keys = """
        CREATE TABLE ring_key (
            key_id TEXT PRIMARY KEY NOT NULL,
            algorithm TEXT NOT NULL,
            sealed BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            activates_at INTEGER NOT NULL,
            expires_at INTEGER
        ) STRICT;
        """

    private static let failures = """
        CREATE TABLE login_failure (
            digest BLOB PRIMARY KEY NOT NULL,
            account_id BLOB,
            count INTEGER NOT NULL,
            blocked_until INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX login_failure_account ON login_failure (account_id) WHERE account_id IS NOT NULL;
        CREATE INDEX login_failure_unknown ON login_failure (updated_at DESC, digest) WHERE account_id IS NULL;
        CREATE INDEX login_failure_age ON login_failure (updated_at);
        """

    private static let audit = """
        CREATE TABLE audit_event (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            recorded_at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            account_id BLOB,
            session_id BLOB,
            digest BLOB,
            reason TEXT,
            node BLOB NOT NULL,
            seal BLOB
        ) STRICT;
        CREATE INDEX audit_event_account ON audit_event (account_id, sequence) WHERE account_id IS NOT NULL;
        CREATE TABLE audit_detail (
            sequence INTEGER PRIMARY KEY REFERENCES audit_event (sequence) ON DELETE CASCADE,
            account_id BLOB,
            detail TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_detail_account ON audit_detail (account_id) WHERE account_id IS NOT NULL;
        """
}
