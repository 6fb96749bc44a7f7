import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Sign-in sessions in the `session` table.
struct SQLSessionStore: SessionStore {
    static let columns = """
        id, account_id, client_id, account_epoch, authenticated_at, authentication_methods, scope, audience, created_at, \
        last_seen_at, expires_at, idle_expires_at, access_expires_at, ended_at, end_reason, counter, nonce_digest, \
        browser_digest, rotated_at, fingerprint, replays, replayed_elsewhere, shared_generations, device, address, \
        device_name, device_digest, status_index
        """
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.session (\(columns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)
        """
    )
    static let selectByID = SQLStatement(
        locking: .rows,
        "SELECT \(columns) FROM latchkey.session WHERE id = $1"
    )
    static let selectByBrowser = SQLStatement(
        locking: .rows,
        "SELECT \(columns) FROM latchkey.session WHERE browser_digest = $1"
    )
    static let selectByAccount = SQLStatement(
        locking: .rows,
        "SELECT \(columns) FROM latchkey.session WHERE account_id = $1 ORDER BY created_at DESC, id DESC"
    )
    // The account is locked before the session, wherever both are.
    static let lockAccountByID = SQLLock(
        postgres: """
            SELECT id FROM latchkey.account WHERE id = (SELECT account_id FROM latchkey.session WHERE id = $1)
            FOR NO KEY UPDATE
            """
    )
    static let lockAccountByBrowser = SQLLock(
        postgres: """
            SELECT id FROM latchkey.account
            WHERE id = (SELECT account_id FROM latchkey.session WHERE browser_digest = $1)
            FOR NO KEY UPDATE
            """
    )
    // $1 session, $2 counter, $3 nonce digest, $4 now, $5 idle end, $6 access end, $7 fingerprint, $8 device,
    // $9 address, $10 client
    static let rotate = SQLStatement { sql in
        """
        UPDATE latchkey.session
        SET counter = counter + 1, rotated_at = $4, last_seen_at = $4, idle_expires_at = \(sql.least)($5, expires_at),
            access_expires_at = \(sql.greatest)($6, access_expires_at), fingerprint = $7, replays = 0,
            shared_generations = CASE WHEN replayed_elsewhere THEN shared_generations ELSE 0 END,
            replayed_elsewhere = FALSE,
            device = coalesce($8, device), address = coalesce($9, address)
        WHERE id = $1 AND counter = $2 AND nonce_digest = $3 AND client_id = $10
            AND ended_at IS NULL AND expires_at > $4 AND idle_expires_at > $4
            AND EXISTS (
                SELECT 1 FROM latchkey.account
                WHERE account.id = session.account_id AND locked_at IS NULL AND epoch = session.account_epoch
            )
        RETURNING \(columns)
        """
    }
    static let update = SQLStatement(
        """
        UPDATE latchkey.session
        SET account_epoch = $1, authenticated_at = $2, authentication_methods = $3, last_seen_at = $4,
            idle_expires_at = $5, access_expires_at = $6, ended_at = $7, end_reason = $8, counter = $9, rotated_at = $10,
            fingerprint = $11, replays = $12, replayed_elsewhere = $13, shared_generations = $14, device = $15, address = $16,
            nonce_digest = $17, browser_digest = $18, device_name = $19, device_digest = $20,
            status_index = $21
        WHERE id = $22
        """
    )
    static let deleteExpired = SQLStatement { sql in
        """
        DELETE FROM latchkey.session WHERE id IN (
            SELECT id FROM latchkey.session WHERE expires_at < $1 ORDER BY expires_at LIMIT $2\(sql.skippingLocked)
        )
        """
    }

    let database: SQLDatabase

    private var now: SQLValue { .date(database.now) }

    func insert(_ session: Session) throws {
        try database.sendForAccount(
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
            .optional(session.deviceDigest),
            .optional(session.statusPlace)
        )
    }

    func session(_ id: UUIDv7) throws -> Session? {
        database.lock(Self.lockAccountByID, .id(id))
        return try database.first(Self.selectByID, .id(id), read: Self.read)
    }

    func session(browserDigest: [UInt8]) throws -> Session? {
        database.lock(Self.lockAccountByBrowser, .blob(browserDigest))
        return try database.first(
            Self.selectByBrowser,
            .blob(browserDigest),
            read: Self.read
        )
    }

    func sessions(of account: UUIDv7) throws -> [Session] {
        try database.all(Self.selectByAccount, .id(account), read: Self.read)
    }

    func rotate(_ rotation: SessionRotation) throws -> Session? {
        let session = try database.first(
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
        database.transaction.hasRotated = session != nil
        return session
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
            .optional(session.statusPlace),
            .id(session.id)
        )
        guard changed > 0 else { throw AccountError.sessionNotFound }
    }

    func removeExpired(before date: Date, limit: Int) throws -> Int {
        try database.run(Self.deleteExpired, .date(date), .limit(limit))
    }

    static func read(_ row: inout SQLRow) throws -> Session {
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
            deviceDigest: try row.optional { try $0.blob() },
            statusPlace: try row.optional { try $0.integer() }
        )
    }
}
