package import FoundationEssentials
package import LatchkeyTokens

extension SQLStorage {
    /// Every key of the ring, private parts sealed.
    public func ringKeys() async throws -> [SealedRingKey] {
        try await look { try $0.ringKeys.keys() }
    }

    /// Adds a key to the ring and gives every older key without an end this one.
    ///
    /// - Throws: `KeyRingError.duplicate` when the ring holds a key of this name; `MasterKeyMismatch` when the database
    ///   was given another master key than the one that the key is encrypted under.
    public func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) async throws -> Bool {
        try await write { try $0.ringKeys.add(key, expiringOthersAt: expiry, when: condition) }
    }

    /// Removes the keys whose last token has expired.
    public func removeRingKeys(expiredAt now: Date) async throws {
        try await write { try $0.ringKeys.removeExpired(at: now) }
    }

    /// Removes one key at once.
    public func removeRingKey(_ keyID: String) async throws -> Bool {
        try await write { try $0.ringKeys.remove(keyID) }
    }
}
