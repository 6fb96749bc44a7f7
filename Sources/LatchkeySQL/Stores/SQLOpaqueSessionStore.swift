import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Opaque sessions in the `opaque_session` table.
///
/// `subject` repeats the `sub` of the claims, for the index.
struct SQLOpaqueSessionStore {
    static let columns = "id, claims, created_at, last_seen_at, idle_expires_at, expires_at"
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.opaque_session (digest, subject, \(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    )
    // $1 digest, $2 now
    static let selectLive = SQLStatement(
        """
        SELECT \(columns) FROM latchkey.opaque_session WHERE digest = $1 AND idle_expires_at > $2 AND expires_at > $2
        """
    )
    // $1 digest, $2 now, $3 idle end, $4 last note
    static let touch = SQLStatement { sql in
        """
        UPDATE latchkey.opaque_session SET last_seen_at = $2, idle_expires_at = \(sql.least)($3, expires_at)
        WHERE digest = $1 AND idle_expires_at > $2 AND expires_at > $2 AND last_seen_at <= $4
        """
    }
    // $1 digest, $2 now, $3 idle end, $4 new digest, $5 claims
    static let renew = SQLStatement { sql in
        """
        UPDATE latchkey.opaque_session
        SET digest = $4, claims = $5, last_seen_at = $2, idle_expires_at = \(sql.least)($3, expires_at)
        WHERE digest = $1 AND idle_expires_at > $2 AND expires_at > $2
        RETURNING \(columns)
        """
    }
    static let delete = SQLStatement("DELETE FROM latchkey.opaque_session WHERE digest = $1")
    static let deleteByID = SQLStatement(
        "DELETE FROM latchkey.opaque_session WHERE id = $1 AND subject = $2"
    )
    static let deleteBySubject = SQLStatement { sql in
        "DELETE FROM latchkey.opaque_session WHERE subject = $1 AND id \(sql.isDifferent) $2"
    }
    static let selectBySubject = SQLStatement(
        """
        SELECT \(columns) FROM latchkey.opaque_session
        WHERE subject = $1 AND idle_expires_at > $2 AND expires_at > $2
        ORDER BY created_at DESC, id DESC
        """
    )
    static let deleteExpired = SQLStatement(
        "DELETE FROM latchkey.opaque_session WHERE idle_expires_at <= $1"
    )

    let database: SQLDatabase

    func insert(_ session: OpaqueSession, digest: [UInt8], replacing replaced: [UInt8]?) throws {
        if let replaced { try database.send(Self.delete, .blob(replaced)) }
        try database.send(
            Self.insert,
            .blob(digest),
            .text(session.subject),
            .id(session.id),
            .text(session.claims.json()),
            .date(session.createdAt),
            .date(session.lastSeenAt),
            .date(session.idleExpiresAt),
            .date(session.expiresAt)
        )
    }

    func session(digest: [UInt8], at now: Date) throws -> OpaqueSession? {
        try database.first(Self.selectLive, .blob(digest), .date(now), read: Self.read)
    }

    func touch(digest: [UInt8], idleExpiresAt: Date, unlessSince moment: Date, at now: Date) throws {
        try database.send(Self.touch, .blob(digest), .date(now), .date(idleExpiresAt), .date(moment))
    }

    func renew(
        digest: [UInt8],
        to newDigest: [UInt8],
        claims: JSONObject,
        idleExpiresAt: Date,
        at now: Date
    ) throws -> OpaqueSession? {
        try database.first(
            Self.renew,
            .blob(digest),
            .date(now),
            .date(idleExpiresAt),
            .blob(newDigest),
            .text(claims.json()),
            read: Self.read
        )
    }

    func end(digest: [UInt8]) throws -> Bool {
        try database.run(Self.delete, .blob(digest)) > 0
    }

    func end(id: UUIDv7, subject: String) throws -> Bool {
        try database.run(Self.deleteByID, .id(id), .text(subject)) > 0
    }

    func endAll(subject: String, except kept: UUIDv7?) throws -> Int {
        try database.run(Self.deleteBySubject, .text(subject), .optional(kept))
    }

    func sessions(subject: String, at now: Date) throws -> [OpaqueSession] {
        try database.all(Self.selectBySubject, .text(subject), .date(now), read: Self.read)
    }

    func removeExpired(at now: Date) throws {
        try database.send(Self.deleteExpired, .date(now))
    }

    private static func read(_ row: inout SQLRow) throws -> OpaqueSession {
        OpaqueSession(
            id: try row.id(),
            claims: try row.object(),
            createdAt: try row.date(),
            lastSeenAt: try row.date(),
            idleExpiresAt: try row.date(),
            expiresAt: try row.date()
        )
    }
}
