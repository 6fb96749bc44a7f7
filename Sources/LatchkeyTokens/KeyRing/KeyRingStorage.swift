public import FoundationEssentials

/// Where the ring's keys are kept.
public protocol KeyRingStorage: Sendable {
    /// Every key that is kept, in no particular order.
    func ringKeys() async throws -> [SealedRingKey]

    /// Adds a key in one transaction, and gives every older key without an end this one.
    ///
    /// - Parameters:
    ///   - key: the new key.
    ///   - expiry: when the tokens of the older keys have expired.
    ///   - onlyIfEmpty: adds nothing when any key is there already.
    /// - Returns: whether the key was added.
    /// - Throws: the back end's errors.
    func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        onlyIfEmpty: Bool
    ) async throws -> Bool

    /// Removes the keys whose last token has expired.
    func removeRingKeys(expiredAt now: Date) async throws
}
