public import FoundationEssentials

/// Where the ring's keys are kept.
public protocol KeyRingStorage: Sendable {
    /// Every key that is kept, in no particular order.
    func ringKeys() async throws -> [SealedRingKey]

    /// Adds a key in one transaction, and gives every older key without an end this one.
    ///
    /// Of several processes that ask at once under one condition exactly one finds it met.
    ///
    /// - Parameters:
    ///   - key: the new key.
    ///   - expiry: when the tokens of the older keys have expired.
    ///   - condition: adds nothing, and ends no key, when it is not met.
    /// - Returns: whether the key was added.
    /// - Throws: the back end's errors.
    func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) async throws -> Bool

    /// Removes the keys whose last token has expired.
    func removeRingKeys(expiredAt now: Date) async throws

    /// Removes one key at once, whatever tokens it has signed.
    ///
    /// - Returns: whether it was there.
    func removeRingKey(_ keyID: String) async throws -> Bool
}

/// What has to be true of a stored ring for a key to be added to it.
public enum KeyRingCondition: Sendable, Equatable {
    /// Nothing.
    case always
    /// There is no key at all.
    case empty
    /// The one key that has not been replaced yet is this.
    case unreplaced(keyID: String)

    /// Whether a ring meets it.
    ///
    /// - Parameters:
    ///   - unreplaced: the identifiers of the keys without an end.
    ///   - isEmpty: whether there is no key, with or without an end.
    /// - Returns: whether the key may be added.
    public func isMet(byUnreplaced unreplaced: [String], isEmpty: Bool) -> Bool {
        switch self {
        case .always: true
        case .empty: isEmpty
        case .unreplaced(let keyID): unreplaced.count == 1 && unreplaced[0].utf8.elementsEqual(keyID.utf8)
        }
    }
}
