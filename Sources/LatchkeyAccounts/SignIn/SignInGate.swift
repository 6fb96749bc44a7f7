import FoundationEssentials
import LatchkeyTokens

/// The one way from a proof of identity to a session.
///
/// Every way of signing in (password, link, code, grant, provider) ends here, so none can skip what is checked here:
/// that the account is open, and that nothing has changed since the proof was begun.
///
/// ```swift
/// let gate = SignInGate(storage: storage, sessions: sessions)
/// let proof = SignInProof(account: account.id, epoch: account.epoch, methods: ["pwd"], client: client)
/// guard let signIn = try await gate.admit(proof) else { throw AccountError.invalidCredentials }
/// ```
public struct SignInGate: Sendable {
    private let storage: any AccountStorage
    private let sessions: Sessions

    /// Puts the gate together.
    ///
    /// - Parameters:
    ///   - storage: where accounts are kept.
    ///   - sessions: what starts a session.
    public init(storage: any AccountStorage, sessions: Sessions) {
        self.storage = storage
        self.sessions = sessions
    }

    /// Starts the session that a proof has earned.
    ///
    /// - Parameters:
    ///   - proof: who it is, and how they showed it.
    ///   - alongside: what else is written in the same transaction, once the account is found to be open.
    /// - Returns: the account, its new session and its tokens; `nil` when the account may not sign in: gone, locked,
    ///   or of another epoch than the proof.
    /// - Throws: the storage's errors, and what `alongside` throws.
    public func admit(
        _ proof: SignInProof,
        alongside: @escaping @Sendable (any AccountTransaction) throws -> Void = { _ in }
    ) async throws -> SignIn? {
        let admitted = try await storage.transaction { tx -> (Account, Sessions.Started, Date)? in
            guard let account = try tx.accounts.account(proof.account), !account.isLocked,
                account.epoch == proof.epoch
            else { return nil }
            try alongside(tx)
            return (account, try start(proof, account, in: tx), tx.now)
        }
        guard let (account, started, now) = admitted else { return nil }
        return try await sessions.signIn(started, account: account, at: now)
    }

    private func start(
        _ proof: SignInProof,
        _ account: Account,
        in tx: any AccountTransaction
    ) throws -> Sessions.Started {
        let started = try sessions.start(
            for: account,
            methods: proof.methods,
            from: proof.client,
            forPages: proof.forPages,
            in: tx
        )
        try tx.audit.append(
            AuditEvent(
                .loginSucceeded,
                account: account.id,
                session: started.session.id,
                detail: proof.client.address
            )
        )
        return started
    }
}
