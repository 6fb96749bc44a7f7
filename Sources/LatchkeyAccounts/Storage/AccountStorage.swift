public import FoundationEssentials
public import LatchkeyTokens

/// A database of accounts, credentials and sessions.
///
/// A transaction's body is synchronous: it sees one consistent state, and either all of it is durable when
/// ``transaction(_:)`` returns, or none of it is. Back ends may run a body again after a conflict, so it must have
/// no effect outside the transaction. A body lets an error of a store end it: some back ends can do nothing more
/// in a transaction in which a statement has failed.
///
/// ```swift
/// let account = try await storage.transaction { tx in
///     try tx.accounts.insert(account)
///     try tx.credentials.set(hash, kind: .password, of: account.id)
///     return account
/// }
/// ```
public protocol AccountStorage: KeyRingStorage, RevocationStorage {
    /// Runs `body` in a read-write transaction and returns once it is durable.
    ///
    /// An error thrown by `body` undoes what it did and is rethrown as it is.
    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result

    /// Runs `body` in a read-write transaction that need not be durable yet when this returns.
    ///
    /// Like ``transaction(_:)`` in everything else. A back end without the difference makes it durable at once.
    func transaction<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result

    /// Runs `body` on a consistent snapshot; writing in it is an error of the back end.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result

    /// Whether the database belongs to a master key already, so that none may be made for it.
    func isBoundToMasterKey() async throws -> Bool

    /// Binds the database to a master key by a value derived from it, or checks that it belongs to that one.
    ///
    /// - Throws: ``MasterKeyMismatch`` when the database belongs to another; nothing is changed then.
    func bind(masterKeyCheck check: [UInt8]) async throws

    /// Checks that the database answers; throws what is wrong.
    func ping() async throws

    /// Checks that something new could be made durable now; throws what is wrong.
    func checkWritable() async throws

    /// How busy the database is.
    var load: StorageLoad { get }

    /// Fired once a transaction of this process that appended to the audit log is durable; `nil` when nothing tells.
    var auditSignal: ChangeSignal? { get }
}

extension AccountStorage {
    /// Makes it durable at once.
    public func transaction<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await transaction(body)
    }

    /// None: followers of the log look at every interval.
    public var auditSignal: ChangeSignal? { nil }

    /// Nothing is known.
    public var load: StorageLoad { StorageLoad() }

    /// Begins and ends a transaction; a back end whose empty transactions write nothing has a check of its own.
    public func checkWritable() async throws {
        _ = try await transaction { $0.now }
    }
}

/// The narrow stores of one transaction, and the database's own clock.
public protocol AccountTransaction {
    /// The time of the database, the same throughout the transaction.
    var now: Date { get }
    /// Accounts and their names.
    var accounts: any AccountStore { get }
    /// Password hashes and other credentials.
    var credentials: any CredentialStore { get }
    /// Roles granted to accounts.
    var roles: any RoleStore { get }
    /// Sign-in sessions.
    var sessions: any SessionStore { get }
    /// Revocations, in their order.
    var revocations: any RevocationStore { get }
    /// Failed logins.
    var loginFailures: any LoginFailureStore { get }
    /// The audit log.
    var audit: any AuditStore { get }
    /// The seals of the audit log.
    var auditChain: any AuditChainStore { get }
    /// Accounts elsewhere that belong to accounts here.
    var identities: any ExternalIdentityStore { get }
    /// How far the subscribers of the audit log have come.
    var auditCursors: any AuditCursorStore { get }
    /// Messages that wait for their receivers.
    var webhooks: any WebhookStore { get }
    /// Imports of accounts.
    var imports: any ImportStore { get }
    /// Mails that wait to be sent.
    var mail: any MailQueueStore { get }
    /// One-time tokens and codes.
    var oneTimeTokens: any OneTimeTokenStore { get }
    /// Changes of address that wait for both addresses.
    var emailChanges: any EmailChangeStore { get }
    /// Second factors.
    var factors: any FactorStore { get }
    /// Recovery codes.
    var recoveryCodes: any RecoveryCodeStore { get }
    /// Places of tokens in status lists.
    var statuses: any TokenStatusStore { get }
    /// Which master key the database belongs to, and what is encrypted under it.
    var masterKey: any MasterKeyStore { get }
    /// Devices that accounts are known to be used on.
    var devices: any KnownDeviceStore { get }
}
