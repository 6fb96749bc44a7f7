import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Shows that an e-mail address is one's own, by a link that was sent there.
///
/// The same link finishes a sign-up that had to wait for it (``SignUp/begin(_:_:)``).
public struct EmailVerification: Sendable {
    /// What a link verifies.
    public struct Pending: Sendable {
        enum Subject: Sendable {
            /// A sign-up without an account yet.
            case waiting(passwordHash: String)
            /// An account that whoever asks has not shown to be theirs.
            case account(UUIDv7)
            /// An account that they have.
            case held
        }

        /// What its owner signs in with.
        public let login: String
        let subject: Subject

        /// Whether it is a sign-up that has no account yet.
        public var isWaiting: Bool {
            if case .waiting = subject { true } else { false }
        }

        /// Whether the password has to come with the link.
        public var needsPassword: Bool {
            if case .held = subject { false } else { true }
        }
    }

    static let lifetime: TimeInterval = 86_400

    private let storage: any AccountStorage
    private let mails: OneTimeMails
    private let holding: HolderProof

    init(storage: any AccountStorage, mails: OneTimeMails, holding: HolderProof) {
        self.storage = storage
        self.mails = mails
        self.holding = holding
    }

    /// Sends the link to whoever has an address that is not verified yet.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` for what can be no address,
    ///   ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(_ email: String, _ request: MailRequest) async throws {
        let email = try LoginName.canonicalEmail(email)
        try await mails.admit(request.client, asking: .emailVerification, to: email)
        try await storage.transaction { tx in
            try send(to: tx.accounts.account(.email(email)), typed: email, request, in: tx)
        }
        mails.queue.wake()
    }

    /// Sends the link to the address of an account, unless it is verified.
    ///
    /// - Throws: ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(account id: UUIDv7, _ request: MailRequest) async throws {
        try await mails.admit(request.client, asking: .emailVerification, to: id.description)
        try await storage.transaction { tx in
            guard let account = try tx.accounts.account(id), let email = account.email else { return }
            try send(to: account, typed: email, request, in: tx)
        }
        mails.queue.wake()
    }

    private func send(
        to account: Account?,
        typed email: String,
        _ request: MailRequest,
        in tx: any AccountTransaction
    ) throws {
        let isWaiting = account.map { !$0.emailVerified && !$0.isLocked } ?? false
        let draft = OneTimeMailDraft(
            kind: .emailVerification,
            purpose: .emailVerification,
            subject: isWaiting ? account?.id.description : nil,
            recipient: email,
            language: request.language,
            path: "/verify",
            claims: try account?.oneTimeClaims ?? .empty,
            lifetime: Self.lifetime
        )
        try mails.send(draft, from: request.client, in: tx)
    }

    /// What a link verifies, while it is good; it stays so.
    ///
    /// - Parameters:
    ///   - token: from the link.
    ///   - holder: the account that whoever asks is signed in to.
    ///   - client: who asks.
    /// - Returns: whose it is, and whether a password is needed.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    @discardableResult
    public func check(
        _ token: String,
        signedInAs holder: UUIDv7? = nil,
        from client: ClientContext
    ) async throws -> Pending {
        try await storage.read { tx in
            let token = try tx.oneTimeTokens.peek(token, purpose: .emailVerification, at: tx.now)
            if let signUp = try token.claims.object("signup") {
                let waiting = try WaitingSignUp(signUp)
                return Pending(login: waiting.email, subject: .waiting(passwordHash: waiting.passwordHash))
            }
            let account = try token.openAccount(in: tx)
            let isHolder = try holding.isShown(of: account.id, signedInAs: holder, from: client, in: tx)
            return Pending(login: account.login, subject: isHolder ? .held : .account(account.id))
        }
    }

    /// Marks the address as verified, or makes the account whose sign-up waited for it; signs nobody in.
    ///
    /// The link shows that the mail was read, which the owner of an address does also when somebody else signed up with
    /// it. So whoever follows it shows that the account is theirs as well: by being signed in to it, by a device that it
    /// was used on, or by its password. Who can do none of these chooses a new password (``PasswordReset``), which takes
    /// away what strangers had set.
    ///
    /// - Parameters:
    ///   - token: from the link.
    ///   - password: the account's, where ``check(_:signedInAs:from:)`` says that it is needed.
    ///   - holder: the account that whoever sends it is signed in to.
    ///   - client: who sends it.
    /// - Returns: the account as it is now.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``; ``AccountError/emailTaken`` or ``AccountError/usernameTaken`` when
    ///   somebody else was quicker; ``AccountError/invalidFields(_:)`` naming a missing `password`, and what a login
    ///   throws for a wrong one, which leaves the link good.
    public func confirm(
        _ token: String,
        password: String? = nil,
        signedInAs holder: UUIDv7? = nil,
        from client: ClientContext
    ) async throws -> Account {
        switch try await check(token, signedInAs: holder, from: client).subject {
        case .held: try await storage.transaction { tx in try Self.redeem(token, in: tx) }
        case .account(let id):
            try await holding.byPassword(password, of: id, from: client) { tx in
                try Self.redeem(token, in: tx)
            }
        case .waiting(let hash):
            try await holding.byPassword(password, hashed: hash, from: client) { tx in
                try Self.redeem(token, in: tx)
            }
        }
    }

    private static func redeem(_ token: String, in tx: any AccountTransaction) throws -> Account {
        let token = try tx.oneTimeTokens.redeem(token, purpose: .emailVerification, at: tx.now)
        if let signUp = try token.claims.object("signup") { return try finish(WaitingSignUp(signUp), in: tx) }
        var account = try token.openAccount(in: tx)
        account.emailVerified = true
        try tx.accounts.update(account)
        try tx.audit.append(AuditEvent(.emailVerified, account: account.id))
        return account
    }

    private static func finish(_ signUp: WaitingSignUp, in tx: any AccountTransaction) throws -> Account {
        guard try tx.accounts.account(.email(signUp.email)) == nil else { throw AccountError.emailTaken }
        let new = NewAccount(email: signUp.email, username: signUp.username, name: signUp.name, password: "")
        var account = try Accounts.insert(new, passwordHash: signUp.passwordHash, in: tx)
        account.emailVerified = true
        try tx.accounts.update(account)
        try tx.audit.append(AuditEvent(.emailVerified, account: account.id))
        return account
    }
}
