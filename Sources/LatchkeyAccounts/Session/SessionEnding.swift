import FoundationEssentials
public import LatchkeyTokens

/// Ends sessions, and sees to it that their access tokens are refused at once.
///
/// Each ending writes the session, the revocation and the audit event in one transaction, and then tells this
/// process's ``RevocationList``; other processes follow within their interval.
public struct SessionEnding: Sendable {
    private let storage: any AccountStorage
    private let revocations: RevocationList?

    /// Puts the use case together.
    ///
    /// - Parameters:
    ///   - storage: where sessions are kept.
    ///   - revocations: the list of this process; `nil` in a process that verifies nothing.
    public init(storage: any AccountStorage, revocations: RevocationList?) {
        self.storage = storage
        self.revocations = revocations
    }

    /// Ends one live session.
    ///
    /// - Parameters:
    ///   - id: the session.
    ///   - account: whose it must be; `nil` for an administrator.
    ///   - end: why.
    /// - Throws: ``AccountError/sessionNotFound`` when it does not exist, is another's or has ended already.
    public func end(_ id: UUIDv7, of account: UUIDv7?, as end: SessionEnd) async throws {
        let revocation = try await storage.transaction { tx in
            guard let session = try tx.sessions.session(id), session.endedAt == nil,
                account == nil || session.accountID == account
            else { throw AccountError.sessionNotFound }
            return try self.end(session, as: end, in: tx)
        }
        remember([revocation])
    }

    /// Ends every live session of an account.
    ///
    /// - Parameters:
    ///   - account: whose sessions.
    ///   - kept: a session that lives on; without one, the account's epoch moves and all its tokens die.
    ///   - end: why.
    /// - Returns: how many sessions ended.
    /// - Throws: ``AccountError/accountNotFound``.
    @discardableResult
    public func endAll(
        of account: UUIDv7,
        except kept: UUIDv7? = nil,
        as end: SessionEnd
    ) async throws -> Int {
        let (count, revocations) = try await storage.transaction { tx in
            guard var account = try tx.accounts.account(account) else { throw AccountError.accountNotFound }
            guard let kept else { return try self.endAll(of: &account, as: end, in: tx) }
            let ended = try self.endOthers(than: kept, of: account, as: end, in: tx)
            return (ended.count, ended)
        }
        remember(revocations)
        return count
    }

    /// Ends every live session of an account but one, inside a transaction; call ``remember(_:)`` once it is durable.
    func endOthers(
        than kept: UUIDv7,
        of account: Account,
        as end: SessionEnd,
        in tx: any AccountTransaction
    ) throws -> [Revocation] {
        try tx.sessions.sessions(of: account.id)
            .filter { $0.id != kept && $0.isLive(at: tx.now) && $0.accountEpoch == account.epoch }
            .map { try self.end($0, as: end, in: tx) }
    }

    /// Moves an account's epoch, which voids every access token it has, inside a transaction.
    ///
    /// Writes the account as it is given. Sessions end as well, unless they are kept: those go on in the new epoch, with
    /// the next access token that is issued for them. Call ``remember(_:)`` once it is durable.
    ///
    /// - Parameters:
    ///   - account: whose epoch.
    ///   - keeps: which sessions live on.
    ///   - end: why the others end.
    ///   - tx: the transaction.
    /// - Returns: how many sessions ended, and what is revoked.
    /// - Throws: the storage's errors.
    public func endAll(
        of account: inout Account,
        keeping keeps: (Session) -> Bool = { _ in false },
        as end: SessionEnd,
        in tx: any AccountTransaction
    ) throws -> (count: Int, revocations: [Revocation]) {
        let sessions = try tx.sessions.sessions(of: account.id)
        let live = sessions.filter { $0.isLive(at: tx.now) && $0.accountEpoch == account.epoch }
        let others = sessions.filter { session in !live.contains { $0.id == session.id } }
        try Self.giveUpStatusPlaces(of: others, in: tx)
        account.epoch += 1
        try tx.accounts.update(account)
        var count = 0
        for var session in live {
            if keeps(session) {
                session.accountEpoch = account.epoch
            } else {
                (session.endedAt, session.end) = (tx.now, end)
                count += 1
            }
            try session.giveUpStatusPlace(in: tx)
            try tx.sessions.update(session)
        }
        if count > 0 || live.isEmpty {
            try tx.audit.append(AuditEvent(.sessionsEnded, account: account.id, reason: end.rawValue))
        }
        let lastExpiry = sessions.map(\.accessExpiresAt).max() ?? tx.now
        let revocation = try tx.revocations.append(
            .account(account.id, epochBelow: account.epoch),
            expiresAt: lastExpiry
        )
        return (count, [revocation])
    }

    /// Ends a session inside a transaction; call ``remember(_:)`` once that is durable.
    package func end(
        _ session: Session,
        as end: SessionEnd,
        in tx: any AccountTransaction
    ) throws -> Revocation {
        var session = session
        session.endedAt = tx.now
        session.end = end
        try session.giveUpStatusPlace(in: tx)
        try tx.sessions.update(session)
        try tx.audit.append(
            AuditEvent(
                Self.auditKind(of: end),
                account: session.accountID,
                session: session.id,
                reason: end.rawValue,
                detail: session.address
            )
        )
        return try tx.revocations.append(.session(session.id), expiresAt: session.accessExpiresAt)
    }

    /// Takes back what stands at the places of sessions that are over, or go on otherwise.
    package static func giveUpStatusPlaces(of sessions: [Session], in tx: any AccountTransaction) throws {
        for var session in sessions where session.statusPlace != nil {
            try session.giveUpStatusPlace(in: tx)
            try tx.sessions.update(session)
        }
    }

    /// Tells this process's list about durable revocations.
    public func remember(_ new: [Revocation]) {
        for revocation in new { revocations?.add(revocation.target, expiresAt: revocation.expiresAt) }
    }

    private static func auditKind(of end: SessionEnd) -> AuditEvent.Kind {
        switch end {
        case .refreshReused: .refreshReused
        case .refreshShared: .refreshShared
        case .signedOut, .revoked, .accountChanged, .accountDeleted, .replaced: .sessionEnded
        }
    }
}
