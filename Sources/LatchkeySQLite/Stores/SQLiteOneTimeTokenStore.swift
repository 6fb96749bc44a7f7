import FoundationEssentials
import GRDB
import LatchkeyJOSE
import LatchkeyTokens

/// One-time tokens and codes in the `one_time_token` table.
struct SQLiteOneTimeTokenStore: OneTimeTokenStore {
    static let columns = "purpose, subject, binding, claims, created_at, expires_at"
    static let insert = """
        INSERT INTO one_time_token (digest, attempts_left, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let redeem = """
        DELETE FROM one_time_token
        WHERE digest = ? AND purpose = ? AND binding IS ? AND expires_at > ? AND attempts_left IS NULL
        RETURNING \(columns)
        """
    // ?1 digest, ?2 purpose, ?3 subject, ?4 binding, ?5 now
    static let redeemCode = """
        DELETE FROM one_time_token
        WHERE subject = ?3 AND purpose = ?2 AND digest = ?1 AND binding IS ?4 AND expires_at > ?5
            AND attempts_left > 0
        RETURNING \(columns)
        """
    static let countAttempt = """
        UPDATE one_time_token SET attempts_left = attempts_left - 1
        WHERE subject = ? AND purpose = ? AND expires_at > ? AND attempts_left > 0
        RETURNING attempts_left
        """
    static let selectCode = """
        SELECT expires_at FROM one_time_token WHERE subject = ? AND purpose = ? AND attempts_left IS NOT NULL
        """
    static let select = "SELECT \(columns) FROM one_time_token WHERE digest = ? AND attempts_left IS NULL"
    static let deleteTokens = """
        DELETE FROM one_time_token WHERE subject = ? AND purpose = ? AND attempts_left IS NULL
        """
    static let deleteCode = """
        DELETE FROM one_time_token WHERE subject = ? AND purpose = ? AND attempts_left IS NOT NULL
        """
    static let deleteAll = "DELETE FROM one_time_token WHERE subject = ? AND purpose = ?"
    static let deleteExpired = "DELETE FROM one_time_token WHERE expires_at <= ?"

    let database: Database

    func insert(_ record: StoredOneTimeToken, replacing: Bool) throws {
        let token = record.token
        if record.attemptsLeft != nil {
            try database.run(Self.deleteCode, .text(token.subject), .text(token.purpose.name))
        } else if replacing {
            try database.run(Self.deleteTokens, .text(token.subject), .text(token.purpose.name))
        }
        try database.run(
            Self.insert,
            .blob(record.digest),
            record.attemptsLeft.map { .count($0) } ?? .null,
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

    func remove(subject: String, purpose: OneTimePurpose) throws {
        try database.run(Self.deleteAll, .text(subject), .text(purpose.name))
    }

    func removeExpired(at now: Date) throws {
        try database.run(Self.deleteExpired, .date(now))
    }

    private static func read(_ row: inout RowReader) throws -> OneTimeToken {
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
