public import FoundationEssentials
public import LatchkeyAccounts
public import LatchkeyOAuth
public import LatchkeyTokens
import Tracing

/// A database whose transactions are spans, whatever the back end; stands before it only where spans are recorded.
public struct TracedStorage: OAuthStorage {
    private let storage: any OAuthStorage

    /// Puts spans around the transactions of a database.
    public init(_ storage: any OAuthStorage) { self.storage = storage }

    /// As the database does, in a span.
    public func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await withSpan("transaction") { _ in try await storage.transaction(body) }
    }

    /// As the database does, in a span.
    public func transaction<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await withSpan("transaction") { _ in try await storage.transaction(durability, body) }
    }

    /// As the database does, in a span.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await withSpan("read") { _ in try await storage.read(body) }
    }

    /// As the database does, in a span.
    public func oauthTransaction<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result {
        try await withSpan("transaction") { _ in try await storage.oauthTransaction(body) }
    }

    /// As the database does, in a span.
    public func oauthRead<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result {
        try await withSpan("read") { _ in try await storage.oauthRead(body) }
    }

    // MARK: As the database does

    /// As the database does.
    public func isBoundToMasterKey() async throws -> Bool { try await storage.isBoundToMasterKey() }

    /// As the database does.
    public func bind(masterKeyCheck check: [UInt8]) async throws {
        try await storage.bind(masterKeyCheck: check)
    }

    /// As the database does.
    public func ping() async throws { try await storage.ping() }

    /// As the database does.
    public func checkWritable() async throws { try await storage.checkWritable() }

    /// As the database does.
    public var load: StorageLoad { storage.load }

    /// As the database does.
    public var auditSignal: ChangeSignal? { storage.auditSignal }

    /// As the database does.
    public func ringKeys() async throws -> [SealedRingKey] { try await storage.ringKeys() }

    /// As the database does.
    public func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) async throws -> Bool {
        try await storage.addRingKey(key, expiringOthersAt: expiry, when: condition)
    }

    /// As the database does.
    public func removeRingKeys(expiredAt now: Date) async throws {
        try await storage.removeRingKeys(expiredAt: now)
    }

    /// As the database does.
    public func removeRingKey(_ keyID: String) async throws -> Bool {
        try await storage.removeRingKey(keyID)
    }

    /// As the database does.
    public func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await storage.revocations(after: sequence, limit: limit)
    }

    /// As the database does.
    public func readRevocations(
        after sequence: Int64,
        to receive: @escaping @Sendable (_ portion: [Revocation], _ remaining: Int) -> Void
    ) async throws {
        try await storage.readRevocations(after: sequence, to: receive)
    }

    /// As the database does.
    public var followInterval: Duration { storage.followInterval }

    /// As the database does.
    public var changeSignal: ChangeSignal? { storage.changeSignal }

    /// As the database does.
    public func changeMarker() async throws -> Int64 { try await storage.changeMarker() }
}
