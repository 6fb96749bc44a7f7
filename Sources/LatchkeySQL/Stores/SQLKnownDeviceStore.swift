import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Devices that accounts are used on, in the `known_device` table.
struct SQLKnownDeviceStore: KnownDeviceStore {
    static let columns = "digest, account_id, fingerprint, device, created_at, last_seen_at, expires_at"
    static let select = SQLStatement(
        "SELECT \(columns) FROM latchkey.known_device WHERE digest = $1 AND account_id = $2"
    )
    static let selectByAccount = SQLStatement(
        """
        SELECT \(columns) FROM latchkey.known_device WHERE account_id = $1 ORDER BY last_seen_at DESC, digest
        """
    )
    static let selectAny = SQLStatement(
        "SELECT CAST(1 AS BIGINT) FROM latchkey.known_device WHERE digest = $1 LIMIT 1"
    )
    static let upsert = SQLStatement(
        """
        INSERT INTO latchkey.known_device (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (digest, account_id) DO UPDATE SET device = excluded.device,
            last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at
        """
    )
    static let trim = SQLStatement { sql in
        """
        DELETE FROM latchkey.known_device WHERE account_id = $1 AND digest IN (
            SELECT digest FROM latchkey.known_device WHERE account_id = $1
            ORDER BY last_seen_at DESC, digest LIMIT \(sql.all) OFFSET $2
        )
        """
    }
    static let deleteExpired = SQLStatement("DELETE FROM latchkey.known_device WHERE expires_at <= $1")

    let database: SQLDatabase

    func device(_ digest: [UInt8], of account: UUIDv7) throws -> KnownDevice? {
        try database.first(Self.select, .blob(digest), .id(account), read: Self.read)
    }

    func devices(of account: UUIDv7) throws -> [KnownDevice] {
        try database.all(Self.selectByAccount, .id(account), read: Self.read)
    }

    func isKnown(_ digest: [UInt8]) throws -> Bool {
        try database.first(Self.selectAny, .blob(digest)) { try $0.integer() } != nil
    }

    func save(_ device: KnownDevice) throws {
        try database.sendForAccount(
            Self.upsert,
            .blob(device.digest),
            .id(device.accountID),
            .blob(device.fingerprint),
            .optional(device.device),
            .date(device.createdAt),
            .date(device.lastSeenAt),
            .date(device.expiresAt)
        )
    }

    func trim(_ account: UUIDv7, to limit: Int) throws {
        try database.send(Self.trim, .id(account), .limit(limit))
    }

    func removeExpired(at now: Date) throws {
        try database.send(Self.deleteExpired, .date(now))
    }

    private static func read(_ row: inout SQLRow) throws -> KnownDevice {
        KnownDevice(
            digest: try row.blob(),
            accountID: try row.id(),
            fingerprint: try row.blob(),
            device: try row.optional { try $0.text() },
            createdAt: try row.date(),
            lastSeenAt: try row.date(),
            expiresAt: try row.date()
        )
    }
}
