import LatchkeyTokens

/// What follows when somebody shows that they read the mails of an account's address.
///
/// Until that is shown for the first time, an account may belong to anybody who typed the address: a stranger can sign
/// up with it, set a password, a second factor, and wait for its owner to come. So the first proof makes the account
/// the prover's alone: whatever was set without it goes, unless the prover has used the account before, which the cookie
/// of a known device shows. Administrators are vouched for by whoever made them that: their accounts stay as they are.
struct AddressProof: Sendable {
    let ending: SessionEnding

    /// Notes a proof; the first one may take the password and every session with it.
    ///
    /// - Parameters:
    ///   - account: whose address; comes back as it is written.
    ///   - client: who shows it.
    ///   - tx: the transaction.
    /// - Returns: what is revoked; hand it to ``SessionEnding/remember(_:)`` once that is durable.
    /// - Throws: the storage's errors.
    func prove(
        _ account: inout Account,
        by client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> [Revocation] {
        guard !account.emailVerified else { return [] }
        guard try forgetUnproved(&account, by: client, in: tx) else {
            try tx.accounts.update(account)
            return []
        }
        try tx.credentials.remove(.password, of: account.id)
        return try ending.endAll(of: &account, as: .accountChanged, in: tx).revocations
    }

    /// Notes a proof that brings a new password and ends every session itself.
    ///
    /// - Returns: whether something may have been set by a stranger, and was taken away.
    @discardableResult
    func forgetUnproved(
        _ account: inout Account,
        by client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> Bool {
        guard !account.emailVerified else { return false }
        account.emailVerified = true
        try tx.audit.append(AuditEvent(.emailVerified, account: account.id))
        guard !account.isAdministrator, try KnownDevice.of(client, account: account.id, in: tx) == nil else {
            return false
        }
        try takeAway(of: account, from: client, in: tx)
        return true
    }

    private func takeAway(
        of account: Account,
        from client: ClientContext,
        in tx: any AccountTransaction
    ) throws {
        for factor in try tx.factors.factors(of: account.id) {
            _ = try tx.factors.remove(factor.id, of: account.id)
        }
        try tx.recoveryCodes.replace([], of: account.id)
        for identity in try tx.identities.identities(of: account.id) {
            try tx.identities.unlink(provider: identity.provider, subject: identity.subject)
        }
        try tx.devices.trim(account.id, to: 0)
        try OneTimeFlows.voidAll(of: account, in: tx)
        try tx.audit.append(AuditEvent(.accountReclaimed, account: account.id, detail: client.address))
    }
}

extension Account {
    /// Whether the first proof of its address makes it the prover's, whoever has used it so far.
    var canBeReclaimed: Bool { !emailVerified && !isLocked && !isAdministrator }

    fileprivate var isAdministrator: Bool { roles.contains(AccountAdministration.role) }
}
