public import LatchkeyTokens

extension Accounts {
    /// Deletes an account with everything that belongs to it, and refuses its access tokens at once.
    ///
    /// Its names are free again. The audit log keeps its events under the identifier alone; personal detail is erased.
    ///
    /// - Throws: ``AccountError/accountNotFound``; ``AccountError/lastAdministrator`` for whoever would leave nobody
    ///   to administer.
    public func delete(_ id: UUIDv7) async throws {
        let revocations: [Revocation] = try await storage.transaction { tx in
            guard var account = try tx.accounts.account(id) else { throw AccountError.accountNotFound }
            if account.roles.contains(AccountAdministration.role), !account.isLocked {
                let others = try tx.roles.openHolders(of: AccountAdministration.role, limit: 2)
                if others == [id] { throw AccountError.lastAdministrator }
            }
            // Moves the epoch first: what is revoked outlives the account.
            let ended = try ending.endAll(of: &account, as: .accountDeleted, in: tx)
            try tx.audit.append(AuditEvent(.accountDeleted, account: id))
            try tx.accounts.delete(id)
            return ended.revocations
        }
        ending.remember(revocations)
    }
}
