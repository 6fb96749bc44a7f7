public import LatchkeyAccounts

/// A database of accounts that keeps OAuth clients as well.
///
/// ```swift
/// let client = try await storage.oauthRead { tx in try tx.clients.client(id) }
/// ```
public protocol OAuthStorage: AccountStorage {
    /// Runs `body` as ``AccountStorage/transaction(_:)`` does, with the stores of OAuth at hand, too.
    func oauthTransaction<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result

    /// Runs `body` as ``AccountStorage/read(_:)`` does, with the stores of OAuth at hand, too.
    func oauthRead<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result
}

/// A transaction on accounts and on OAuth clients together.
public protocol OAuthTransaction: AccountTransaction {
    /// The registered clients.
    var clients: any ClientStore { get }
    /// The assertions with which clients have authenticated.
    var assertions: any ClientAssertionStore { get }
}
