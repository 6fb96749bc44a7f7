import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Invites people to make an account, by a link in a mail.
public struct Invitations: Sendable {
    private static let lifetime: TimeInterval = 7 * 86_400

    let storage: any AccountStorage
    private let mails: OneTimeMails
    private let hasher: PasswordHasher
    private let policy: PasswordPolicy
    private let gate: SignInGate
    private let ending: SessionEnding

    init(
        storage: any AccountStorage,
        mails: OneTimeMails,
        hasher: PasswordHasher,
        policy: PasswordPolicy,
        gate: SignInGate
    ) {
        self.storage = storage
        self.mails = mails
        self.hasher = hasher
        self.policy = policy
        self.gate = gate
        ending = gate.sessions.ending
    }

    /// Sends an invitation; an earlier one to the same address is void, and so is one whose sender may invite no longer.
    ///
    /// - Parameters:
    ///   - email: whom to invite.
    ///   - name: how the person is called; they can change it.
    ///   - roles: what the account is granted.
    ///   - inviter: the account that invites; `nil` for whoever runs the server.
    ///   - language: the language of the mail.
    /// - Returns: the invitation, by whose identifier ``withdraw(_:)`` takes it back.
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/emailTaken``,
    ///   ``AccountError/tooManyAttempts(retryAfter:)`` for an address that got five within an hour.
    @discardableResult
    public func invite(
        _ email: String,
        name: String?,
        roles: [String],
        by inviter: UUIDv7?,
        language: MailLanguage
    ) async throws -> Invitation {
        let email = try LoginName.canonicalEmail(email)
        let faults = name.map { NewAccount.faults(ofName: $0) } ?? []
        let isGood = roles.allSatisfy(RoleName.isValid)
        guard faults.isEmpty, isGood else {
            throw AccountError.invalidFields(faults + (isGood ? [] : [FieldError("roles", .invalidFormat)]))
        }
        let sent: Invitation = try await storage.transaction { [mails] tx in
            // Nobody has shown that an address without proof is theirs: it is in nobody's way.
            if let holder = try tx.accounts.account(.email(email)), !holder.canBeReclaimed {
                throw AccountError.emailTaken
            }
            let invitation = Invitation(
                id: UUIDv7(at: tx.now),
                email: email,
                name: name,
                roles: roles,
                inviter: inviter,
                createdAt: tx.now,
                expiresAt: tx.now + Self.lifetime
            )
            let draft = OneTimeMailDraft(
                kind: .invitation,
                purpose: .invitation,
                subject: invitation.subject,
                recipient: email,
                language: language,
                path: "/invitation",
                claims: try invitation.claims,
                lifetime: Self.lifetime
            )
            guard try mails.send(draft, in: tx) else { throw AccountError.tooManyAttempts(retryAfter: 3600) }
            try tx.audit.append(
                AuditEvent(.invitationSent, account: inviter, reason: invitation.id.description)
            )
            return invitation
        }
        mails.queue.wake()
        return sent
    }

    /// The address that an invitation is for, while it is good and whoever sent it may still invite; it stays so.
    ///
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    public func check(_ token: String) async throws -> String {
        try await storage.read { tx in
            try Self.backed(tx.oneTimeTokens.peek(token, purpose: .invitation, at: tx.now), in: tx).email
        }
    }

    /// What a token stands for, while whoever sent it may still invite.
    private static func backed(
        _ token: OneTimeToken,
        in tx: any AccountTransaction
    ) throws -> Invitation {
        let invitation = try Invitation(token)
        guard try invitation.isBacked(in: tx) else { throw OneTimeTokenError.unknownOrSpent }
        return invitation
    }

    /// Makes the account that somebody was invited to, with a verified address, and signs in.
    ///
    /// An account that has the address already, unproved, becomes the invited person's alone: what was set there before
    /// goes, unless it was used on this device.
    ///
    /// - Parameters:
    ///   - token: from the link.
    ///   - password: the account's password.
    ///   - username: a user name to have as well.
    ///   - name: how the person wants to be called; `nil` to be called as the invitation said.
    ///   - client: who sends it.
    ///   - forPages: whether the session gets a page cookie.
    /// - Returns: the new account, its first session and its tokens.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``; ``AccountError/invalidFields(_:)``, ``AccountError/emailTaken`` and
    ///   ``AccountError/usernameTaken``, which leave the invitation good.
    public func accept(
        _ token: String,
        password: String,
        username: String? = nil,
        name: String? = nil,
        from client: ClientContext,
        forPages: Bool = false
    ) async throws -> SignIn {
        let invited = try await storage.read { tx in
            try Self.backed(tx.oneTimeTokens.peek(token, purpose: .invitation, at: tx.now), in: tx)
        }
        let new = try NewAccount(
            email: invited.email,
            username: username,
            name: name ?? invited.name,
            password: password,
            roles: invited.roles
        ).validated(by: policy)
        let hash = try await hasher.hash(new.password)
        let (account, revocations): (Account, [Revocation]) = try await storage.transaction { [ending] tx in
            _ = try Self.backed(tx.oneTimeTokens.redeem(token, purpose: .invitation, at: tx.now), in: tx)
            let made = try Self.account(new, hash, AddressProof(ending: ending), by: client, in: tx)
            let reason = invited.id.description
            try tx.audit.append(AuditEvent(.invitationAccepted, account: made.0.id, reason: reason))
            return made
        }
        ending.remember(revocations)
        let proof = SignInProof(
            account: account.id,
            epoch: account.epoch,
            methods: ["pwd"],
            client: client,
            forPages: forPages
        )
        guard let signIn = try await gate.admit(proof) else { throw AccountError.invalidCredentials }
        return signIn
    }

    /// A new account, or the one that has the address without proof.
    private static func account(
        _ new: NewAccount,
        _ hash: String,
        _ proof: AddressProof,
        by client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> (Account, [Revocation]) {
        // Found by its name, and read by its identifier: only that keeps others from changing it meanwhile.
        if let email = new.email, let found = try tx.accounts.account(.email(email)),
            let holder = try tx.accounts.account(found.id)
        {
            return try proof.hand(holder, to: new, hash, by: client, in: tx)
        }
        var account = try Accounts.insert(new, passwordHash: hash, in: tx)
        account.emailVerified = true
        try tx.accounts.update(account)
        return (account, [])
    }
}

extension AddressProof {
    /// Gives an account to whoever was invited to its address.
    fileprivate func hand(
        _ holder: Account,
        to new: NewAccount,
        _ passwordHash: String,
        by client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> (Account, [Revocation]) {
        guard holder.canBeReclaimed else { throw AccountError.emailTaken }
        var account = holder
        try forgetUnproved(&account, by: client, in: tx)
        account.username = new.username ?? account.username
        account.name = new.name ?? account.name
        try tx.credentials.set(passwordHash, kind: .password, of: account.id)
        for role in new.roles { try tx.roles.grant(role, to: account.id) }
        let revocations = try ending.endAll(of: &account, as: .accountChanged, in: tx).revocations
        return (try tx.accounts.account(account.id) ?? account, revocations)
    }
}
