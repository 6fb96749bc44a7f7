import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Sign-in sessions in the `session` table.
struct SQLiteSessionStore: SessionStore {
    static let columns = """
        id, account_id, client_id, account_epoch, authenticated_at, authentication_methods, scope, audience, created_at, \
        last_seen_at, expires_at, idle_expires_at, access_expires_at, ended_at, end_reason, counter, nonce_digest, \
        browser_digest, rotated_at, fingerprint, replays, replayed_elsewhere, shared_generations, device, address, \
        device_name, device_digest
        """
    static let insert = """
        INSERT INTO session (\(columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let selectByID = "SELECT \(columns) FROM session WHERE id = ?"
    static let selectByBrowser = "SELECT \(columns) FROM session WHERE browser_digest = ?"
    static let selectByAccount = """
        SELECT \(columns) FROM session WHERE account_id = ? ORDER BY created_at DESC, id DESC
        """
    // ?1 session, ?2 counter, ?3 nonce digest, ?4 now, ?5 idle end, ?6 access end, ?7 fingerprint, ?8 device,
    // ?9 address, ?10 client
    static let rotate = """
        UPDATE session
        SET counter = counter + 1, rotated_at = ?4, last_seen_at = ?4, idle_expires_at = min(?5, expires_at),
            access_expires_at = max(?6, access_expires_at), fingerprint = ?7, replays = 0,
            shared_generations = iif(replayed_elsewhere, shared_generations, 0), replayed_elsewhere = 0,
            device = coalesce(?8, device), address = coalesce(?9, address)
        WHERE id = ?1 AND counter = ?2 AND nonce_digest = ?3 AND client_id = ?10
            AND ended_at IS NULL AND expires_at > ?4 AND idle_expires_at > ?4
            AND EXISTS (
                SELECT 1 FROM account
                WHERE account.id = session.account_id AND locked_at IS NULL AND epoch = session.account_epoch
            )
        RETURNING \(columns)
        """
    static let update = """
        UPDATE session
        SET account_epoch = ?, authenticated_at = ?, authentication_methods = ?, last_seen_at = ?,
            idle_expires_at = ?, access_expires_at = ?, ended_at = ?, end_reason = ?, counter = ?, rotated_at = ?,
            fingerprint = ?, replays = ?, replayed_elsewhere = ?, shared_generations = ?, device = ?, address = ?,
            nonce_digest = ?, browser_digest = ?, device_name = ?, device_digest = ?
        WHERE id = ?
        """
    static let deleteExpired = """
        DELETE FROM session WHERE id IN (
            SELECT id FROM session WHERE expires_at < ? ORDER BY expires_at LIMIT ?
        )
        """

    let database: Database
    let now: SQLValue

    func insert(_ session: Session) throws {
        try database.runForAccount(
            Self.insert,
            .id(session.id),
            .id(session.accountID),
            .text(session.clientID),
            .integer(session.accountEpoch),
            .date(session.authenticatedAt),
            .text(session.authenticationMethods.joined(separator: " ")),
            .text(session.scope.description),
            .optional(session.audience?.joined(separator: " ")),
            .date(session.createdAt),
            .date(session.lastSeenAt),
            .date(session.expiresAt),
            .date(session.idleExpiresAt),
            .date(session.accessExpiresAt),
            .optional(session.endedAt),
            .optional(session.end?.rawValue),
            .integer(session.counter),
            .blob(session.nonceDigest),
            .optional(session.browserDigest),
            .date(session.rotatedAt),
            .blob(session.fingerprint),
            .count(session.replays),
            .flag(session.replayedElsewhere),
            .count(session.sharedGenerations),
            .optional(session.device),
            .optional(session.address),
            .optional(session.deviceName),
            .optional(session.deviceDigest)
        )
    }

    func session(_ id: UUIDv7) throws -> Session? {
        try database.first(Self.selectByID, .id(id), read: Self.read)
    }

    func session(browserDigest: [UInt8]) throws -> Session? {
        try database.first(Self.selectByBrowser, .blob(browserDigest), read: Self.read)
    }

    func sessions(of account: UUIDv7) throws -> [Session] {
        try database.all(Self.selectByAccount, .id(account), read: Self.read)
    }

    func rotate(_ rotation: SessionRotation) throws -> Session? {
        try database.first(
            Self.rotate,
            .id(rotation.sessionID),
            .integer(rotation.counter),
            .blob(rotation.nonceDigest),
            now,
            .date(rotation.idleExpiresAt),
            .date(rotation.accessExpiresAt),
            .blob(rotation.fingerprint),
            .optional(rotation.device),
            .optional(rotation.address),
            .text(rotation.clientID),
            read: Self.read
        )
    }

    func update(_ session: Session) throws {
        let changed = try database.run(
            Self.update,
            .integer(session.accountEpoch),
            .date(session.authenticatedAt),
            .text(session.authenticationMethods.joined(separator: " ")),
            .date(session.lastSeenAt),
            .date(session.idleExpiresAt),
            .date(session.accessExpiresAt),
            .optional(session.endedAt),
            .optional(session.end?.rawValue),
            .integer(session.counter),
            .date(session.rotatedAt),
            .blob(session.fingerprint),
            .count(session.replays),
            .flag(session.replayedElsewhere),
            .count(session.sharedGenerations),
            .optional(session.device),
            .optional(session.address),
            .blob(session.nonceDigest),
            .optional(session.browserDigest),
            .optional(session.deviceName),
            .optional(session.deviceDigest),
            .id(session.id)
        )
        guard changed > 0 else { throw AccountError.sessionNotFound }
    }

    func removeExpired(before date: Date, limit: Int) throws -> Int {
        try database.run(Self.deleteExpired, .date(date), .count(max(limit, 0)))
    }

    static func read(_ row: inout RowReader) throws -> Session {
        Session(
            id: try row.id(),
            accountID: try row.id(),
            clientID: try row.text(),
            accountEpoch: try row.integer(),
            authenticatedAt: try row.date(),
            authenticationMethods: try row.text().split(separator: " ").map(String.init),
            scope: Scope(try row.text()),
            audience: try row.optional { try $0.text() }?.split(separator: " ").map(String.init),
            createdAt: try row.date(),
            lastSeenAt: try row.date(),
            expiresAt: try row.date(),
            idleExpiresAt: try row.date(),
            accessExpiresAt: try row.date(),
            endedAt: try row.optional { try $0.date() },
            end: try row.optional { try $0.word(SessionEnd.self) },
            counter: try row.integer(),
            nonceDigest: try row.blob(),
            browserDigest: try row.optional { try $0.blob() },
            rotatedAt: try row.date(),
            fingerprint: try row.blob(),
            replays: try row.count(),
            replayedElsewhere: try row.flag(),
            sharedGenerations: try row.count(),
            device: try row.optional { try $0.text() },
            address: try row.optional { try $0.text() },
            deviceName: try row.optional { try $0.text() },
            deviceDigest: try row.optional { try $0.blob() }
        )
    }
}
