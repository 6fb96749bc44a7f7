import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Second factors in the `factor` table.
struct SQLFactorStore: FactorStore {
    static let columns = """
        id, account_id, kind, name, sealed, session_id, created_at, confirmed_at, last_used_at, last_step
        """
    static let insert = SQLStatement(
        "INSERT INTO latchkey.factor (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    static let selectByAccount = SQLStatement(
        locking: .rows,
        "SELECT \(columns) FROM latchkey.factor WHERE account_id = $1 ORDER BY created_at, id"
    )
    static let confirm = SQLStatement(
        """
        UPDATE latchkey.factor SET confirmed_at = $2, last_used_at = $2, last_step = $3
        WHERE id = $1 AND confirmed_at IS NULL
        """
    )
    static let use = SQLStatement(
        """
        UPDATE latchkey.factor SET last_used_at = $2, last_step = $3
        WHERE id = $1 AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < $3)
        """
    )
    static let delete = SQLStatement("DELETE FROM latchkey.factor WHERE id = $1 AND account_id = $2")
    static let deletePending = SQLStatement(
        "DELETE FROM latchkey.factor WHERE confirmed_at IS NULL AND created_at < $1"
    )

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    func insert(_ factor: Factor) throws {
        try database.sendForAccount(
            Self.insert,
            .id(factor.id),
            .id(factor.accountID),
            .text(factor.kind.rawValue),
            .text(factor.name),
            .blob(factor.sealedSecret),
            .id(factor.sessionID),
            .date(factor.createdAt),
            .optional(factor.confirmedAt),
            .optional(factor.lastUsedAt),
            .optional(factor.lastStep)
        )
    }

    func factors(of account: UUIDv7) throws -> [Factor] {
        try database.all(Self.selectByAccount, .id(account)) { row in
            Factor(
                id: try row.id(),
                accountID: try row.id(),
                kind: try row.word(FactorKind.self),
                name: try row.text(),
                sealedSecret: try row.blob(),
                sessionID: try row.id(),
                createdAt: try row.date(),
                confirmedAt: try row.optional { try $0.date() },
                lastUsedAt: try row.optional { try $0.date() },
                lastStep: try row.optional { try $0.integer() }
            )
        }
    }

    func confirm(_ id: UUIDv7, step: Int64) throws -> Bool {
        try database.run(Self.confirm, .id(id), now, .integer(step)) > 0
    }

    func use(_ id: UUIDv7, step: Int64) throws -> Bool {
        try database.run(Self.use, .id(id), now, .integer(step)) > 0
    }

    func remove(_ id: UUIDv7, of account: UUIDv7) throws -> Bool {
        try database.run(Self.delete, .id(id), .id(account)) > 0
    }

    func removePending(before date: Date) throws {
        try database.send(Self.deletePending, .date(date))
    }
}

/// Recovery codes in the `recovery_code` table.
struct SQLRecoveryCodeStore: RecoveryCodeStore {
    static let insert = SQLStatement(
        "INSERT INTO latchkey.recovery_code (account_id, digest) VALUES ($1, $2)"
    )
    static let count = SQLStatement("SELECT count(*) FROM latchkey.recovery_code WHERE account_id = $1")
    static let delete = SQLStatement(
        "DELETE FROM latchkey.recovery_code WHERE account_id = $1 AND digest = $2"
    )
    static let deleteAll = SQLStatement("DELETE FROM latchkey.recovery_code WHERE account_id = $1")

    let database: SQLDatabase

    func replace(_ digests: [[UInt8]], of account: UUIDv7) throws {
        try database.send(Self.deleteAll, .id(account))
        for digest in digests { try database.sendForAccount(Self.insert, .id(account), .blob(digest)) }
    }

    func count(of account: UUIDv7) throws -> Int {
        try database.first(Self.count, .id(account)) { try $0.count() } ?? 0
    }

    func spend(_ digest: [UInt8], of account: UUIDv7) throws -> Bool {
        try database.run(Self.delete, .id(account), .blob(digest)) > 0
    }
}
