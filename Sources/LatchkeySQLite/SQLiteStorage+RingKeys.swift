public import FoundationEssentials
import GRDB
public import LatchkeyTokens

extension SQLiteStorage {
    /// Every key of the ring, private parts sealed.
    public func ringKeys() async throws -> [SealedRingKey] {
        try await readDatabase { database in
            try database.all(RingKeySQL.select) { row in
                SealedRingKey(
                    keyID: try row.text(),
                    algorithm: try row.text(),
                    sealed: try row.blob(),
                    createdAt: try row.date(),
                    activatesAt: try row.date(),
                    expiresAt: try row.optional { try $0.date() }
                )
            }
        }
    }

    /// Adds a key to the ring and gives every older key without an end this one.
    ///
    /// - Throws: `KeyRingError.duplicate` when the ring holds a key of this name.
    public func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        onlyIfEmpty: Bool
    ) async throws -> Bool {
        try await writer.perform { database in
            if onlyIfEmpty, try database.first(RingKeySQL.any, read: { try $0.integer() }) != nil {
                return false
            }
            if let expiry { try database.run(RingKeySQL.expireOthers, .date(expiry)) }
            guard try RingKeySQL.insert(key, in: database) else {
                throw KeyRingError.duplicate(keyID: key.keyID)
            }
            try database.run(RingKeySQL.nextGeneration)
            return true
        }
    }

    /// Removes the keys whose last token has expired.
    public func removeRingKeys(expiredAt now: Date) async throws {
        try await writer.perform { database in
            guard try database.run(RingKeySQL.deleteExpired, .date(now)) > 0 else { return }
            try database.run(RingKeySQL.nextGeneration)
        }
    }
}

/// The statements of the key ring.
enum RingKeySQL {
    static let select = "SELECT key_id, algorithm, sealed, created_at, activates_at, expires_at FROM ring_key"
    static let any = "SELECT 1 FROM ring_key LIMIT 1"
    static let expireOthers = "UPDATE ring_key SET expires_at = ? WHERE expires_at IS NULL"
    static let insert = """
        INSERT INTO ring_key (key_id, algorithm, sealed, created_at, activates_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key_id) DO NOTHING
        """
    static let deleteExpired = "DELETE FROM ring_key WHERE expires_at <= ?"
    static let nextGeneration = "UPDATE instance SET key_ring_generation = key_ring_generation + 1"

    /// Inserts a key; `false` when there is one of its name.
    static func insert(_ key: SealedRingKey, in database: Database) throws -> Bool {
        try database.run(
            insert,
            .text(key.keyID),
            .text(key.algorithm),
            .blob(key.sealed),
            .date(key.createdAt),
            .date(key.activatesAt),
            .optional(key.expiresAt)
        ) > 0
    }
}
