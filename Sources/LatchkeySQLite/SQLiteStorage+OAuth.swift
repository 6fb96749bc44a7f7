public import LatchkeyOAuth

extension SQLiteStorage: OAuthStorage {
    /// Runs `body` in a transaction; the result is durable when this returns.
    ///
    /// - Throws: what `body` throws, as it is; ``SQLiteStorageError`` when the database itself fails.
    public func oauthTransaction<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    /// Runs `body` on a consistent snapshot, beside a writer if there is one.
    ///
    /// - Throws: what `body` throws, as it is; ``SQLiteStorageError`` when it writes or the database itself fails.
    public func oauthRead<Result: Sendable>(
        _ body: @escaping @Sendable (any OAuthTransaction) throws -> Result
    ) async throws -> Result {
        try await look(body)
    }
}

extension SQLiteTransaction: OAuthTransaction {
    var clients: any ClientStore { SQLiteClientStore(database: database) }
    var assertions: any ClientAssertionStore { SQLiteClientAssertionStore(database: database) }
}
