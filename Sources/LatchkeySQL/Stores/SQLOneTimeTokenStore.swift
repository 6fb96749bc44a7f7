import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// One-time tokens and codes in the `one_time_token` table.
struct SQLOneTimeTokenStore: OneTimeTokenStore {
    static let columns = "purpose, subject, binding, claims, created_at, expires_at"
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.one_time_token (digest, attempts_left, \(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    )
    static let redeem = SQLStatement { sql in
        """
        DELETE FROM latchkey.one_time_token
        WHERE digest = $1 AND purpose = $2 AND binding \(sql.isSame) $3 AND expires_at > $4 AND attempts_left IS NULL
        RETURNING \(columns)
        """
    }
    // $1 digest, $2 purpose, $3 subject, $4 binding, $5 now
    static let redeemCode = SQLStatement { sql in
        """
        DELETE FROM latchkey.one_time_token
        WHERE subject = $3 AND purpose = $2 AND digest = $1 AND binding \(sql.isSame) $4 AND expires_at > $5
            AND attempts_left > 0
        RETURNING \(columns)
        """
    }
    static let countAttempt = SQLStatement(
        """
        UPDATE latchkey.one_time_token SET attempts_left = attempts_left - 1
        WHERE subject = $1 AND purpose = $2 AND expires_at > $3 AND attempts_left > 0
        RETURNING attempts_left
        """
    )
    static let selectCode = SQLStatement(
        """
        SELECT expires_at FROM latchkey.one_time_token WHERE subject = $1 AND purpose = $2 AND attempts_left IS NOT NULL
        """
    )
    static let select = SQLStatement(
        "SELECT \(columns) FROM latchkey.one_time_token WHERE digest = $1 AND attempts_left IS NULL"
    )
    // $1 where to begin, $2 behind every subject with the prefix, $3 what has been seen, $4 purpose, $5 limit; the column's
    // collation goes by octets.
    static let selectPage = SQLStatement { sql in
        """
        SELECT \(columns) FROM latchkey.one_time_token
        WHERE subject >= $1 AND subject < $2 AND subject \(sql.isDifferent) $3 AND purpose = $4
        ORDER BY subject LIMIT $5
        """
    }
    static let deleteTokens = SQLStatement(
        """
        DELETE FROM latchkey.one_time_token WHERE subject = $1 AND purpose = $2 AND attempts_left IS NULL
        """
    )
    static let deleteCode = SQLStatement(
        """
        DELETE FROM latchkey.one_time_token WHERE subject = $1 AND purpose = $2 AND attempts_left IS NOT NULL
        """
    )
    static let deleteAll = SQLStatement(
        "DELETE FROM latchkey.one_time_token WHERE subject = $1 AND purpose = $2"
    )
    static let deleteExpired = SQLStatement("DELETE FROM latchkey.one_time_token WHERE expires_at <= $1")

    let database: SQLDatabase

    func insert(_ record: StoredOneTimeToken, replacing: Bool) throws {
        let token = record.token
        if replacing || record.attemptsLeft != nil {
            database.lock(
                "one_time_token",
                Array(token.purpose.name.utf8) + [0] + Array(token.subject.utf8)
            )
        }
        if record.attemptsLeft != nil {
            try database.send(Self.deleteCode, .text(token.subject), .text(token.purpose.name))
        } else if replacing {
            try database.send(Self.deleteTokens, .text(token.subject), .text(token.purpose.name))
        }
        try database.send(
            Self.insert,
            .blob(record.digest),
            .optional(record.attemptsLeft.map(Int64.init)),
            .text(token.purpose.name),
            .text(token.subject),
            .optional(token.binding),
            .text(token.claims.json()),
            .date(token.createdAt),
            .date(token.expiresAt)
        )
    }

    func redeem(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) throws -> OneTimeToken? {
        try database.first(
            Self.redeem,
            .blob(digest),
            .text(purpose.name),
            .optional(binding),
            .date(now),
            read: Self.read
        )
    }

    func redeemCode(
        digest: [UInt8],
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        at now: Date
    ) throws -> OneTimeCodeVerdict {
        let redeemed = try database.first(
            Self.redeemCode,
            .blob(digest),
            .text(purpose.name),
            .text(subject),
            .optional(binding),
            .date(now),
            read: Self.read
        )
        if let redeemed { return .redeemed(redeemed) }
        let attemptsLeft = try database.first(
            Self.countAttempt,
            .text(subject),
            .text(purpose.name),
            .date(now)
        ) { try $0.count() }
        if let attemptsLeft { return .wrong(attemptsLeft: attemptsLeft) }
        let end = try database.first(Self.selectCode, .text(subject), .text(purpose.name)) { try $0.date() }
        guard let end else { return .unknown }
        return end <= Date(milliseconds: now.milliseconds) ? .expired : .exhausted
    }

    func token(digest: [UInt8]) throws -> OneTimeToken? {
        try database.first(Self.select, .blob(digest), read: Self.read)
    }

    func tokens(
        purpose: OneTimePurpose,
        subjectPrefix prefix: String,
        after subject: String?,
        limit: Int
    ) throws -> [OneTimeToken] {
        try database.all(
            Self.selectPage,
            .text(subject ?? prefix),
            // No UTF-8 text with the prefix comes after the highest scalar behind it.
            .text(prefix + "\u{10FFFF}\u{10FFFF}"),
            .optional(subject),
            .text(purpose.name),
            .limit(limit),
            read: Self.read
        )
    }

    func remove(subject: String, purpose: OneTimePurpose) throws {
        try database.send(Self.deleteAll, .text(subject), .text(purpose.name))
    }

    func removeExpired(at now: Date) throws {
        try database.send(Self.deleteExpired, .date(now))
    }

    private static func read(_ row: inout SQLRow) throws -> OneTimeToken {
        OneTimeToken(
            purpose: OneTimePurpose(try row.text()),
            subject: try row.text(),
            binding: try row.optional { try $0.text() },
            claims: try row.object(),
            createdAt: try row.date(),
            expiresAt: try row.date()
        )
    }
}
