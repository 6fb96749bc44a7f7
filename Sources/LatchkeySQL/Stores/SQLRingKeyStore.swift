import FoundationEssentials
import LatchkeyTokens

/// Signing keys in the `ring_key` table, and a counter of the ring's changes.
struct SQLRingKeyStore {
    static let select = SQLStatement(
        "SELECT key_id, algorithm, sealed, created_at, activates_at, expires_at FROM latchkey.ring_key"
    )
    static let selectEnds = SQLStatement("SELECT key_id, expires_at IS NOT NULL FROM latchkey.ring_key")
    static let expireOthers = SQLStatement(
        "UPDATE latchkey.ring_key SET expires_at = $1 WHERE expires_at IS NULL"
    )
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.ring_key (key_id, algorithm, sealed, created_at, activates_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key_id) DO NOTHING
        """
    )
    static let deleteExpired = SQLStatement("DELETE FROM latchkey.ring_key WHERE expires_at <= $1")
    static let delete = SQLStatement("DELETE FROM latchkey.ring_key WHERE key_id = $1")
    // One change of the ring at a time.
    static let lock = SQLLock(
        postgres: "SELECT position FROM latchkey.log_position WHERE log = 'key' FOR NO KEY UPDATE"
    )
    static let nextGeneration = SQLStatement(
        sqlite: "UPDATE instance SET key_ring_generation = key_ring_generation + 1",
        postgres: "UPDATE latchkey.log_position SET position = position + 1 WHERE log = 'key'"
    )

    let database: SQLDatabase

    func keys() throws -> [SealedRingKey] {
        try database.all(Self.select) { row in
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

    func add(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) throws -> Bool {
        database.lock(Self.lock)
        try SQLMasterKeyStore(database: database).require(key.masterKeyCheck)
        let known = try database.all(Self.selectEnds) { row in
            (keyID: try row.text(), isReplaced: try row.flag())
        }
        let unreplaced = known.filter { !$0.isReplaced }.map(\.keyID)
        guard condition.isMet(byUnreplaced: unreplaced, isEmpty: known.isEmpty) else { return false }
        if let expiry { try database.send(Self.expireOthers, .date(expiry)) }
        guard try insert(key) else { throw KeyRingError.duplicate(keyID: key.keyID) }
        try noteChange()
        return true
    }

    func removeExpired(at now: Date) throws {
        guard try database.run(Self.deleteExpired, .date(now)) > 0 else { return }
        try noteChange()
    }

    func remove(_ keyID: String) throws -> Bool {
        guard try database.run(Self.delete, .text(keyID)) > 0 else { return false }
        try noteChange()
        return true
    }

    /// Inserts a key; `false` when there is one of its name.
    private func insert(_ key: SealedRingKey) throws -> Bool {
        try database.run(
            Self.insert,
            .text(key.keyID),
            .text(key.algorithm),
            .blob(key.sealed),
            .date(key.createdAt),
            .date(key.activatesAt),
            .optional(key.expiresAt)
        ) > 0
    }

    private func noteChange() throws {
        try database.send(Self.nextGeneration)
        database.tell(.key)
    }
}
