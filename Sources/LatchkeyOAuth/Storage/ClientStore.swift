public import FoundationEssentials
public import LatchkeyAccounts
public import LatchkeyTokens

/// Registered OAuth clients.
public protocol ClientStore {
    /// Adds a client.
    func insert(_ client: Client) throws
    /// The client with this identifier.
    func client(_ id: UUIDv7) throws -> Client?
    /// At most `limit` clients in the order of their identifiers, beginning after `cursor`.
    func clients(after cursor: UUIDv7?, limit: Int) throws -> [Client]
    /// Writes every field but the identifier and the time of creation.
    ///
    /// - Throws: ``ClientError/notFound``.
    func update(_ client: Client) throws
    /// Removes a client; its sessions stay.
    ///
    /// - Returns: whether there was one.
    func delete(_ id: UUIDv7) throws -> Bool
    /// At most `limit` sessions that a client has begun and that have not been ended.
    func sessions(of id: UUIDv7, limit: Int) throws -> [Session]
}

/// The assertions with which clients have authenticated, so that none does twice (RFC 7523 §3).
public protocol ClientAssertionStore {
    /// Marks an assertion as used, in one conditional statement.
    ///
    /// - Parameters:
    ///   - digest: 32 octets that stand for the client and its `jti`.
    ///   - expiresAt: when the assertion is accepted no more by itself.
    /// - Returns: whether it had not been used before.
    /// - Throws: what the back end throws.
    func redeem(_ digest: [UInt8], expiresAt: Date) throws -> Bool
    /// Forgets the assertions that expired before `date`.
    func removeExpired(before date: Date) throws
}
