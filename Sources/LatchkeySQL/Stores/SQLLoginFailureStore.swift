import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Failed logins in the `login_failure` table.
///
/// The account is noted without a foreign key: it may be deleted while the last of its logins is still failing.
struct SQLLoginFailureStore: LoginFailureStore {
    static let select = SQLStatement(
        locking: .rows,
        """
        SELECT digest, account_id, count, blocked_until, updated_at FROM latchkey.login_failure WHERE digest = $1
        """
    )
    static let upsert = SQLStatement(
        """
        INSERT INTO latchkey.login_failure (digest, account_id, count, blocked_until, updated_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (digest) DO UPDATE SET account_id = excluded.account_id, count = excluded.count,
            blocked_until = excluded.blocked_until, updated_at = excluded.updated_at
        """
    )
    static let delete = SQLStatement("DELETE FROM latchkey.login_failure WHERE digest = $1")
    static let deleteByAccount = SQLStatement("DELETE FROM latchkey.login_failure WHERE account_id = $1")
    static let deleteOlder = SQLStatement("DELETE FROM latchkey.login_failure WHERE updated_at < $1")
    static let deleteUnknownBeyond = SQLStatement { sql in
        """
        DELETE FROM latchkey.login_failure WHERE digest IN (
            SELECT digest FROM latchkey.login_failure WHERE account_id IS NULL
            ORDER BY updated_at DESC, digest LIMIT \(sql.all) OFFSET $1
        )
        """
    }

    let database: SQLDatabase

    func hold(_ digest: [UInt8]) throws {
        database.lock("login_failure", digest)
    }

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
        try database.send(
            Self.upsert,
            .blob(failures.digest),
            .optional(failures.accountID),
            .count(failures.count),
            .date(failures.blockedUntil),
            .date(failures.updatedAt)
        )
    }

    func clear(_ digest: [UInt8]) throws {
        try database.send(Self.delete, .blob(digest))
    }

    func clear(account: UUIDv7) throws {
        try database.send(Self.deleteByAccount, .id(account))
    }

    func removeStale(before date: Date, keepingUnknown limit: Int) throws {
        try database.send(Self.deleteOlder, .date(date))
        try database.send(Self.deleteUnknownBeyond, .limit(limit))
    }
}
