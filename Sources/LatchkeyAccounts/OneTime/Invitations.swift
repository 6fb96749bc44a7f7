import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Invites people to make an account, by a link in a mail.
public struct Invitations: Sendable {
    private static let lifetime: TimeInterval = 7 * 86_400

    private let storage: any AccountStorage
    private let mails: OneTimeMails
    private let hasher: PasswordHasher
    private let policy: PasswordPolicy
    private let gate: SignInGate

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
    }

    /// Sends an invitation; an earlier one to the same address is void.
    ///
    /// - Parameters:
    ///   - email: whom to invite.
    ///   - name: how the person is called; they can change it.
    ///   - roles: what the account is granted.
    ///   - inviter: the account that invites; `nil` for whoever runs the server.
    ///   - language: the language of the mail.
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/emailTaken``,
    ///   ``AccountError/tooManyAttempts(retryAfter:)`` for an address that got five within an hour.
    public func invite(
        _ email: String,
        name: String?,
        roles: [String],
        by inviter: UUIDv7?,
        language: MailLanguage
    ) async throws {
        let email = try LoginName.canonicalEmail(email)
        let faults = name.map { NewAccount.faults(ofName: $0) } ?? []
        let isGood = roles.allSatisfy(RoleName.isValid)
        guard faults.isEmpty, isGood else {
            throw AccountError.invalidFields(faults + (isGood ? [] : [FieldError("roles", .invalidFormat)]))
        }
        // What is not known is left out: a null is no text when it is read again.
        let claims = try JSONObject(
            members: [("email", .string(email)), ("roles", .array(roles.map { .string($0) }))]
                + (name.map { [("name", .string($0))] } ?? [])
        )
        try await storage.transaction { [mails] tx in
            guard try tx.accounts.account(.email(email)) == nil else { throw AccountError.emailTaken }
            let draft = OneTimeMailDraft(
                kind: .invitation,
                purpose: .invitation,
                subject: "invitation \(email)",
                recipient: email,
                language: language,
                path: "/invitation",
                claims: claims,
                lifetime: Self.lifetime
            )
            guard try mails.send(draft, in: tx) else { throw AccountError.tooManyAttempts(retryAfter: 3600) }
            try tx.audit.append(AuditEvent(.invitationSent, account: inviter))
        }
        mails.queue.wake()
    }

    /// The address that an invitation is for, while it is good; it stays so.
    ///
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    public func check(_ token: String) async throws -> String {
        try await storage.read { tx in
            let token = try tx.oneTimeTokens.peek(token, purpose: .invitation, at: tx.now)
            guard let email = try token.claims.string("email") else { throw OneTimeTokenError.unknownOrSpent }
            return email
        }
    }

    /// Makes the account that somebody was invited to, with a verified address, and signs in.
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
            try tx.oneTimeTokens.peek(token, purpose: .invitation, at: tx.now).claims
        }
        let new = try NewAccount(
            email: invited.string("email"),
            username: username,
            name: name ?? invited.string("name"),
            password: password,
            roles: Self.roles(in: invited)
        ).validated(by: policy)
        let hash = try await hasher.hash(new.password)
        let account = try await storage.transaction { tx in
            _ = try tx.oneTimeTokens.redeem(token, purpose: .invitation, at: tx.now)
            var account = try Accounts.insert(new, passwordHash: hash, in: tx)
            account.emailVerified = true
            try tx.accounts.update(account)
            return account
        }
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

    private static func roles(in claims: JSONObject) -> [String] {
        guard case .array(let values)? = claims["roles"] else { return [] }
        return values.compactMap { value in
            guard case .string(let role) = value else { return nil }
            return role
        }
    }
}
