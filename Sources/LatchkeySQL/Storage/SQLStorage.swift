package import LatchkeyAccounts
package import LatchkeyOAuth
package import LatchkeyTokens

/// A back end that speaks SQL: it runs bodies in transactions, and has the rest of what a storage does from here.
///
/// What is here is public all the same, by way of the public protocols.
package protocol SQLStorage: OAuthStorage, OneTimeTokenStorage, OpaqueSessionStorage, RevocationLog {
    /// Runs `body` in a transaction; the result is durable when this returns, unless that is deferred.
    ///
    /// - Throws: what `body` throws, as it is; the back end's own error when the database itself fails.
    func write<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (SQLStores) throws -> Result
    ) async throws -> Result

    /// Runs `body` on a consistent snapshot.
    ///
    /// - Throws: what `body` throws, as it is; the back end's own error when it writes or the database itself fails.
    func look<Result: Sendable>(
        _ body: @escaping @Sendable (SQLStores) throws -> Result
    ) async throws -> Result
}

extension SQLStorage {
    /// Runs `body` in a transaction; the result is durable when this returns.
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (SQLStores) throws -> Result
    ) async throws -> Result {
        try await write(.immediate, body)
    }

    /// Runs `body` in a transaction that is durable when this returns, or with the next one that is.
    ///
    /// - Throws: what `body` throws, as it is; the back end's own error when the database itself fails.
    public func transaction<Result: Sendable>(
        _ durability: Durability,
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result {
        try await write(durability, body)
    }

    /// Runs `body` in a transaction; the result is durable when this returns.
    ///
    /// - Throws: what `body` throws, as it is; the back end's own error when the database itself fails.
    public func oauthTransaction<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    /// Runs `body` on a consistent snapshot, beside a writer if there is one.
    ///
    /// - Throws: what `body` throws, as it is; the back end's own error when it writes or the database itself fails.
    public func oauthRead<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result {
        try await look(body)
    }
}

// MARK: The master key

extension SQLStorage {
    /// Whether the database belongs to a master key already.
    public func isBoundToMasterKey() async throws -> Bool {
        try await look { try $0.masterKeyCheck.check() != nil }
    }

    /// Binds a new database to a master key, or checks that a bound one belongs to it.
    ///
    /// - Throws: ``LatchkeyAccounts/MasterKeyMismatch`` when the database belongs to another master key.
    public func bind(masterKeyCheck check: [UInt8]) async throws {
        try await write { try $0.masterKeyCheck.bind(check) }
    }
}
