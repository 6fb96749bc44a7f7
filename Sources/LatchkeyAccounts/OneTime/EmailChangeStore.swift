public import FoundationEssentials
public import LatchkeyTokens

/// A change of an account's e-mail address that waits for both addresses.
public struct PendingEmailChange: Sendable, Equatable {
    /// Whose address changes.
    public let accountID: UUIDv7
    /// The address it had when the change was asked for; `nil` for none.
    public let oldEmail: String?
    /// The address it is to have.
    public let newEmail: String
    /// Whether the old address has approved, or need not.
    public var isApproved: Bool
    /// Whether the new address has confirmed.
    public var isConfirmed: Bool
    /// From this moment on it is void.
    public let expiresAt: Date

    /// Puts a record together.
    public init(
        accountID: UUIDv7,
        oldEmail: String?,
        newEmail: String,
        isApproved: Bool,
        isConfirmed: Bool = false,
        expiresAt: Date
    ) {
        self.accountID = accountID
        self.oldEmail = oldEmail
        self.newEmail = newEmail
        self.isApproved = isApproved
        self.isConfirmed = isConfirmed
        self.expiresAt = expiresAt
    }
}

/// Changes of address that wait: at most one for an account.
public protocol EmailChangeStore {
    /// Keeps a change, in place of the account's earlier one.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    func save(_ change: PendingEmailChange) throws

    /// The account's change, expired or not.
    func change(of account: UUIDv7) throws -> PendingEmailChange?

    /// Forgets the account's change.
    func remove(of account: UUIDv7) throws

    /// Removes what has expired.
    func removeExpired(at now: Date) throws
}
