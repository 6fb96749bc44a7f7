public import LatchkeyTokens

extension Accounts {
    /// Deletes an account with everything that belongs to it, and refuses its access tokens at once.
    ///
    /// Its names are free again. The audit log keeps its events under the identifier alone; personal detail is erased.
    ///
    /// - Throws: ``AccountError/accountNotFound``.
    public func delete(_ id: UUIDv7) async throws {
        let revocations: [Revocation] = try await storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            // Moves the epoch first: what is revoked outlives the account.
            let ended = try ending.endAll(of: &account, as: .accountDeleted, in: tx)
            try tx.audit.append(AuditEvent(.accountDeleted, account: id))
            try tx.accounts.delete(id)
            return ended.revocations
        }
        ending.remember(revocations)
    }
}
