public import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// The one way from a proof of identity to a session.
///
/// Every way of signing in (password, link, code, grant, provider) ends here, so none can skip what is checked here:
/// that the account is open, that nothing has changed since the proof was begun, and that whoever has a second factor
/// has shown it.
///
/// ```swift
/// let gate = SignInGate(storage: storage, sessions: sessions, masterKey: masterKey)
/// let proof = SignInProof(account: account.id, epoch: account.epoch, methods: ["pwd"], client: client)
/// guard let signIn = try await gate.admit(proof) else { throw AccountError.invalidCredentials }
/// ```
public struct SignInGate: Sendable {
    /// What a proof has earned.
    enum Admission: Sendable {
        /// Nothing.
        case refused
        /// To be asked for a second factor.
        case pending(loginToken: String, revoked: [Revocation])
        /// A session.
        case admitted(Account, Sessions.Started, Date, revoked: [Revocation])
    }

    /// Seconds in which the second factor has to follow.
    public static let secondFactorPeriod: TimeInterval = 300

    let sessions: Sessions
    private let storage: any AccountStorage
    private let devices: KnownDevices
    private let digest: KeyedDigest
    private let onePerDevice: Bool

    /// Puts the gate together.
    ///
    /// - Parameters:
    ///   - storage: where accounts are kept.
    ///   - sessions: what starts a session.
    ///   - masterKey: what clients are digested with.
    ///   - onePerDevice: ends the session that the same device has, when it signs in again.
    public init(
        storage: any AccountStorage,
        sessions: Sessions,
        masterKey: MasterKey,
        onePerDevice: Bool = false
    ) {
        self.storage = storage
        self.sessions = sessions
        self.onePerDevice = onePerDevice
        digest = KeyedDigest(masterKey)
        devices = KnownDevices(digest: digest)
    }

    /// Starts the session that a proof has earned.
    ///
    /// - Parameters:
    ///   - proof: who it is, and how they showed it.
    ///   - alongside: what else is written in the same transaction, once the account is found to be open; it is written
    ///     also when a second factor has to follow. What it makes of the account is what is let in; it returns what it
    ///     revoked.
    /// - Returns: the account, its new session and its tokens; `nil` when the account may not sign in: gone, locked,
    ///   or of another epoch than the proof.
    /// - Throws: ``AccountError/secondFactorRequired(loginToken:)`` when the account has a second factor and the proof
    ///   does not hold one; the storage's errors, and what `alongside` throws.
    public func admit(
        _ proof: SignInProof,
        alongside: @escaping @Sendable (inout Account, any AccountTransaction) throws -> [Revocation] = {
            _,
            _ in
            []
        }
    ) async throws -> SignIn? {
        let admission = try await storage.transaction { tx in
            try admit(proof, alongside: alongside, in: tx)
        }
        return try await signIn(admission)
    }

    /// What a proof has earned, inside a transaction; hand it to ``signIn(_:)`` once that is durable.
    func admit(
        _ proof: SignInProof,
        alongside: (inout Account, any AccountTransaction) throws -> [Revocation] = { _, _ in [] },
        in tx: any AccountTransaction
    ) throws -> Admission {
        guard var account = try tx.accounts.account(proof.account), !account.isLocked,
            account.epoch == proof.epoch
        else { return .refused }
        let revoked = try alongside(&account, tx)
        guard try proof.holdsSecondFactor || !FactorCodes.areRequired(of: account.id, in: tx) else {
            return .pending(
                loginToken: try loginToken(for: proof, epoch: account.epoch, in: tx),
                revoked: revoked
            )
        }
        return try start(proof, account, revoked, in: tx)
    }

    /// The tokens of an admission that has been written.
    func signIn(_ admission: Admission) async throws -> SignIn? {
        switch admission {
        case .refused: return nil
        case .pending(let loginToken, let revoked):
            sessions.ending.remember(revoked)
            throw AccountError.secondFactorRequired(loginToken: loginToken)
        case .admitted(let account, let started, let now, let revoked):
            sessions.ending.remember(revoked)
            return try await sessions.signIn(started, account: account, at: now)
        }
    }

    private func start(
        _ proof: SignInProof,
        _ account: Account,
        _ revoked: [Revocation],
        in tx: any AccountTransaction
    ) throws -> Admission {
        let device = try devices.remember(proof.client, account: account.id, in: tx)
        let replaced = onePerDevice ? try endSessions(of: account, on: device, proof.client, in: tx) : []
        let started = try sessions.start(
            for: account,
            methods: proof.methods,
            from: proof.client,
            on: device,
            forPages: proof.forPages,
            in: tx
        )
        if device.isNew {
            try tx.audit.append(
                AuditEvent(
                    .deviceAdded,
                    account: account.id,
                    session: started.session.id,
                    detail: [proof.client.address, proof.client.deviceName ?? proof.client.device]
                        .compactMap(\.self).joined(separator: " ")
                )
            )
        }
        try tx.audit.append(
            AuditEvent(
                .loginSucceeded,
                account: account.id,
                session: started.session.id,
                detail: proof.client.address
            )
        )
        return .admitted(account, started, tx.now, revoked: revoked + replaced)
    }

    /// A device is known by its cookie, or by the name that its client gives it.
    private func endSessions(
        of account: Account,
        on device: KnownDevices.Recognition,
        _ client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> [Revocation] {
        let same = try tx.sessions.sessions(of: account.id).filter { session in
            guard session.isLive(at: tx.now), session.accountEpoch == account.epoch,
                session.clientID.utf8.elementsEqual(client.clientID.utf8)
            else { return false }
            if let digest = device.digest, let other = session.deviceDigest { return digest == other }
            guard let name = client.deviceName, let other = session.deviceName else { return false }
            return name.utf8.elementsEqual(other.utf8)
        }
        return try same.map { try sessions.ending.end($0, as: .replaced, in: tx) }
    }
}

// MARK: The second factor that has to follow

extension OneTimePurpose {
    /// Goes on with a sign-in that waits for its second factor.
    static let secondFactor: OneTimePurpose = "second_factor"
}

extension SignInGate {
    private func loginToken(
        for proof: SignInProof,
        epoch: Int64,
        in tx: any AccountTransaction
    ) throws -> String {
        try tx.oneTimeTokens.issue(
            purpose: .secondFactor,
            subject: proof.account.description,
            binding: binding(proof.client, forPages: proof.forPages),
            claims: JSONObject(members: [
                ("epoch", .integer(epoch)), ("methods", .array(proof.methods.map { .string($0) })),
            ]),
            lifetime: Self.secondFactorPeriod,
            // Whoever knows the password could otherwise keep its owner from ever getting to the second factor.
            replacing: false,
            at: tx.now
        )
    }

    /// The proof that a login token stands for, with the second factor that is about to be shown; the token stays.
    ///
    /// - Throws: ``OneTimeTokenError`` for a token that is not good here.
    func proof(
        continuing loginToken: String,
        from client: ClientContext,
        forPages: Bool,
        in tx: any AccountTransaction
    ) throws -> SignInProof {
        let token = try tx.oneTimeTokens.peek(
            loginToken,
            purpose: .secondFactor,
            binding: binding(client, forPages: forPages),
            at: tx.now
        )
        guard let account = UUIDv7(token.subject), let epoch = try? token.claims.integer("epoch"),
            let methods = try? token.claims.strings("methods")
        else { throw OneTimeTokenError.unknownOrSpent }
        return SignInProof(
            account: account,
            epoch: epoch,
            methods: methods + FactorCodes.methods.filter { !methods.contains($0) },
            client: client,
            forPages: forPages
        )
    }

    /// Takes a login token out, so that it is good for nothing any more.
    func spend(
        _ loginToken: String,
        from client: ClientContext,
        forPages: Bool,
        in tx: any AccountTransaction
    ) throws {
        _ = try tx.oneTimeTokens.redeem(
            loginToken,
            purpose: .secondFactor,
            binding: binding(client, forPages: forPages),
            at: tx.now
        )
    }

    /// Client and software; not the address, which changes on the way from one network to the next.
    private func binding(_ client: ClientContext, forPages: Bool) -> String {
        Base64URL.encode(digest("login token", client.clientID, client.device, forPages ? "pages" : nil))
    }
}
