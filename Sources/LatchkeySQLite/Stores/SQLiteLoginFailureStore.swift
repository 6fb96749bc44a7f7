import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Failed logins in the `login_failure` table.
///
/// The account is noted without a foreign key: it may be deleted while the last of its logins is still failing.
struct SQLiteLoginFailureStore: LoginFailureStore {
    static let select = """
        SELECT digest, account_id, count, blocked_until, updated_at FROM login_failure WHERE digest = ?
        """
    static let upsert = """
        INSERT INTO login_failure (digest, account_id, count, blocked_until, updated_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (digest) DO UPDATE SET account_id = excluded.account_id, count = excluded.count,
            blocked_until = excluded.blocked_until, updated_at = excluded.updated_at
        """
    static let delete = "DELETE FROM login_failure WHERE digest = ?"
    static let deleteByAccount = "DELETE FROM login_failure WHERE account_id = ?"
    static let deleteOlder = "DELETE FROM login_failure WHERE updated_at < ?"
    static let deleteUnknownBeyond = """
        DELETE FROM login_failure WHERE digest IN (
            SELECT digest FROM login_failure WHERE account_id IS NULL
            ORDER BY updated_at DESC, digest LIMIT -1 OFFSET ?
        )
        """

    let database: Database

    // Inside a write transaction every record is locked: SQLite has one writer at a time.
    func failures(for digest: [UInt8]) throws -> LoginFailures? {
        try database.first(Self.select, .blob(digest)) { row in
            LoginFailures(
                digest: try row.blob(),
                accountID: try row.optional { try $0.id() },
                count: try row.count(),
                blockedUntil: try row.date(),
                updatedAt: try row.date()
            )
        }
    }

    func save(_ failures: LoginFailures) throws {
        try database.run(
            Self.upsert,
            .blob(failures.digest),
            .optional(failures.accountID),
            .count(failures.count),
            .date(failures.blockedUntil),
            .date(failures.updatedAt)
        )
    }

    func clear(_ digest: [UInt8]) throws {
        try database.run(Self.delete, .blob(digest))
    }

    func clear(account: UUIDv7) throws {
        try database.run(Self.deleteByAccount, .id(account))
    }

    func removeStale(before date: Date, keepingUnknown limit: Int) throws {
        try database.run(Self.deleteOlder, .date(date))
        try database.run(Self.deleteUnknownBeyond, .count(max(limit, 0)))
    }
}
