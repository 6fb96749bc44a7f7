public import FoundationEssentials
public import LatchkeyTokens

/// That somebody whom another service knows under a name of its own is an account here.
public struct ExternalIdentity: Sendable, Equatable {
    /// The service, and whatever else tells its names apart, for example `wechat` or `wechat:wx0123456789abcdef`.
    public let provider: String
    /// What the service calls the person; compared octet by octet.
    public let subject: String
    /// Who it is here.
    public let accountID: UUIDv7
    /// When the two were linked.
    public let createdAt: Date

    /// Makes a link as the storage holds it.
    public init(provider: String, subject: String, accountID: UUIDv7, createdAt: Date) {
        self.provider = provider
        self.subject = subject
        self.accountID = accountID
        self.createdAt = createdAt
    }
}

/// Accounts elsewhere that belong to accounts here: each to one at most.
public protocol ExternalIdentityStore {
    /// Whose account it is; `nil` for somebody unknown.
    func account(provider: String, subject: String) throws -> UUIDv7?
    /// Links an account, unless the subject is linked already, be it to the same one.
    ///
    /// - Returns: whether a link was made.
    /// - Throws: ``AccountError/accountNotFound``.
    @discardableResult
    func link(provider: String, subject: String, to account: UUIDv7) throws -> Bool
    /// The links of an account, in the order of provider and subject.
    func identities(of account: UUIDv7) throws -> [ExternalIdentity]
    /// Removes a link; removing an absent one does nothing.
    func unlink(provider: String, subject: String) throws
}
