public import FoundationEssentials
public import LatchkeyTokens

/// The consecutive failed logins of one account, or under one name that nobody has.
public struct LoginFailures: Sendable, Equatable {
    /// Keyed digest of the account's identifier, or of the canonical name; the name itself is not kept.
    public let digest: [UInt8]
    /// The account of that name; `nil` for a name that nobody has.
    public var accountID: UUIDv7?
    /// How many logins failed in a row, those being hashed included.
    public var count: Int
    /// Until when the next login is refused.
    public var blockedUntil: Date
    /// When the record was last written.
    public var updatedAt: Date

    /// Makes a record as the storage holds it.
    public init(digest: [UInt8], accountID: UUIDv7?, count: Int, blockedUntil: Date, updatedAt: Date) {
        self.digest = digest
        self.accountID = accountID
        self.count = count
        self.blockedUntil = blockedUntil
        self.updatedAt = updatedAt
    }
}
