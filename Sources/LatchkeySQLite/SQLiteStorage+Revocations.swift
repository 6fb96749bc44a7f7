public import LatchkeyTokens

extension SQLiteStorage {
    /// The revocations of all processes above a sequence number, in the order of their commits.
    public func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await readDatabase { database in
            try SQLiteRevocationStore(database: database).revocations(after: sequence, limit: limit)
        }
    }
}
