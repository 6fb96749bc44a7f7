public import FoundationEssentials
public import LatchkeyTokens

/// Accounts and their unique names.
public protocol AccountStore {
    /// Adds an account, roles excluded.
    ///
    /// - Throws: ``AccountError/emailTaken`` or ``AccountError/usernameTaken``.
    func insert(_ account: Account) throws

    /// The account with this identifier, roles included.
    ///
    /// In a transaction that writes, nobody else changes it before that ends; so whoever goes on to change an account
    /// reads it by its identifier.
    func account(_ id: UUIDv7) throws -> Account?

    /// The account with this name, roles included; names are compared octet by octet. Others may go on to change it.
    func account(_ login: LoginName) throws -> Account?

    /// Accounts in the order of their identifiers, roles included.
    ///
    /// - Parameters:
    ///   - cursor: the identifier after which to begin; `nil` for the first page.
    ///   - limit: the size of the page.
    ///   - search: a piece of an e-mail address, user name or name, ASCII case ignored; `nil` or empty for all.
    /// - Returns: at most `limit` accounts.
    /// - Throws: what the back end throws.
    func accounts(after cursor: UUIDv7?, limit: Int, matching search: String?) throws -> [Account]

    /// Writes every field but the identifier, the time of creation and the roles.
    ///
    /// - Throws: ``AccountError/accountNotFound``, ``AccountError/emailTaken``, ``AccountError/usernameTaken``.
    func update(_ account: Account) throws

    /// Removes the account and everything that belongs to it; audit rows stay, without personal detail.
    ///
    /// Removing an absent account does nothing. Revocations stay: the account's tokens outlive it.
    func delete(_ id: UUIDv7) throws
}

/// What proves that somebody is who they say.
public enum CredentialKind: String, Sendable {
    /// A password hash in PHC string format, or as another system wrote it until the first login.
    case password
}

/// Credentials: at most one of each kind for an account.
public protocol CredentialStore {
    /// The credential as it was set; `nil` when there is none.
    func credential(_ kind: CredentialKind, of account: UUIDv7) throws -> String?
    /// Sets or replaces a credential.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    func set(_ secret: String, kind: CredentialKind, of account: UUIDv7) throws
    /// Removes a credential; removing an absent one does nothing.
    func remove(_ kind: CredentialKind, of account: UUIDv7) throws
}

/// Roles granted to accounts, outside any organisation.
public protocol RoleStore {
    /// The roles in alphabetical order of their octets.
    func roles(of account: UUIDv7) throws -> [String]
    /// Grants a role; granting it again does nothing.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    func grant(_ role: String, to account: UUIDv7) throws
    /// Withdraws a role; withdrawing an absent one does nothing.
    func withdraw(_ role: String, from account: UUIDv7) throws
    /// The accounts that have a role and are not locked, in the order of their identifiers.
    func openHolders(of role: String, limit: Int) throws -> [UUIDv7]
}

/// Sign-in sessions.
public protocol SessionStore {
    /// Adds a session.
    ///
    /// - Throws: ``AccountError/accountNotFound``; a back end may leave that to the end of the transaction.
    func insert(_ session: Session) throws
    /// The session with this identifier, live or not.
    func session(_ id: UUIDv7) throws -> Session?
    /// The session whose page cookie has this digest, live or not.
    func session(browserDigest: [UInt8]) throws -> Session?
    /// The sessions of an account, youngest first, ended ones included.
    func sessions(of account: UUIDv7) throws -> [Session]
    /// Advances the refresh counter in one conditional statement, in database time.
    ///
    /// Matches only a session with this identifier, counter and nonce digest that is neither revoked nor past its
    /// idle or absolute end, of an account that is open and of the session's epoch.
    ///
    /// The latest expiry of an access token never moves back, an absent address or device keeps the one seen last,
    /// and the count of shared generations starts again unless another client replayed in the generation that ends.
    ///
    /// - Returns: the advanced session; `nil` when any condition failed and nothing was changed.
    func rotate(_ rotation: SessionRotation) throws -> Session?
    /// Writes every changeable field of a session.
    ///
    /// - Throws: ``AccountError/sessionNotFound``.
    func update(_ session: Session) throws
    /// Removes sessions whose absolute end was before `date`, the oldest first.
    ///
    /// - Returns: how many were removed; fewer than `limit` means that none is left.
    /// - Throws: what the back end throws.
    @discardableResult
    func removeExpired(before date: Date, limit: Int) throws -> Int
}

/// Revocations, numbered in the order of their commits.
public protocol RevocationStore {
    /// Adds an entry and returns it with its sequence number.
    @discardableResult
    func append(_ target: Revocation.Target, expiresAt: Date) throws -> Revocation
    /// Removes the entries that expired before `now`.
    func removeExpired(at now: Date) throws
    /// Puts a few thousand of the oldest entries that are read one by one together, for a server that starts to read at
    /// once.
    ///
    /// - Returns: whether there were so many; then there may be more.
    func pack() throws -> Bool
}

/// Consecutive failed logins, counted durably by a digest of the name that was typed.
public protocol LoginFailureStore {
    /// Lets no other transaction past that holds the same digest, until this one ends, whether there is a record or not.
    ///
    /// Whoever saves a record holds its digest before reading it, so that parallel failures are all counted.
    func hold(_ digest: [UInt8]) throws
    /// The record for a digest, which no other transaction changes before this one ends.
    func failures(for digest: [UInt8]) throws -> LoginFailures?
    /// Writes a record.
    func save(_ failures: LoginFailures) throws
    /// Removes the record of a digest.
    func clear(_ digest: [UInt8]) throws
    /// Removes every record that counts against an account.
    func clear(account: UUIDv7) throws
    /// Removes records untouched since `date`, and the oldest of unknown names beyond `limit`.
    func removeStale(before date: Date, keepingUnknown limit: Int) throws
}

/// The audit log, append only.
public protocol AuditStore {
    /// Adds an event; personal detail goes to a side table that can be erased.
    ///
    /// An event without an actor takes ``AuditActor/current`` of the task that began the transaction.
    func append(_ event: AuditEvent) throws
    /// Events that pass a filter, youngest first.
    ///
    /// - Parameters:
    ///   - filter: which events.
    ///   - sequence: only events below this number; `nil` for the first page.
    ///   - limit: the most events.
    /// - Returns: at most `limit` events.
    /// - Throws: what the back end throws.
    func events(
        matching filter: AuditFilter,
        before sequence: Int64?,
        limit: Int
    ) throws -> [RecordedAuditEvent]
    /// The sequence number of the youngest event; 0 when there is none.
    func lastSequence() throws -> Int64
    /// Events with a sequence number above `sequence`, oldest first.
    ///
    /// The numbers grow in the order of the commits: none ever appears below one that has been seen.
    func events(after sequence: Int64, limit: Int) throws -> [RecordedAuditEvent]
    /// Events of an account with a sequence number above `sequence`, oldest first.
    func events(of account: UUIDv7, after sequence: Int64, limit: Int) throws -> [RecordedAuditEvent]
}
