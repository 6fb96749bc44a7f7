import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Shows that an e-mail address is one's own, by a link that was sent there.
///
/// The same link finishes a sign-up that had to wait for it (``SignUp/begin(_:_:)``).
public struct EmailVerification: Sendable {
    static let lifetime: TimeInterval = 86_400

    private let storage: any AccountStorage
    private let mails: OneTimeMails

    init(storage: any AccountStorage, mails: OneTimeMails) {
        self.storage = storage
        self.mails = mails
    }

    /// Sends the link to whoever has an address that is not verified yet.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` for what can be no address,
    ///   ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(_ email: String, _ request: MailRequest) async throws {
        let email = try LoginName.canonicalEmail(email)
        try mails.admit(request.client)
        try await storage.transaction { tx in
            try send(to: tx.accounts.account(.email(email)), typed: email, request.language, in: tx)
        }
        mails.queue.wake()
    }

    /// Sends the link to the address of an account, unless it is verified.
    ///
    /// - Throws: ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(account id: UUIDv7, _ request: MailRequest) async throws {
        try mails.admit(request.client)
        try await storage.transaction { tx in
            guard let account = try tx.accounts.account(id), let email = account.email else { return }
            try send(to: account, typed: email, request.language, in: tx)
        }
        mails.queue.wake()
    }

    private func send(
        to account: Account?,
        typed email: String,
        _ language: MailLanguage,
        in tx: any AccountTransaction
    ) throws {
        let isWaiting = account.map { !$0.emailVerified && !$0.isLocked } ?? false
        let draft = OneTimeMailDraft(
            kind: .emailVerification,
            purpose: .emailVerification,
            subject: isWaiting ? account?.id.description : nil,
            recipient: email,
            language: language,
            path: "/verify",
            claims: try account?.oneTimeClaims ?? .empty,
            lifetime: Self.lifetime
        )
        try mails.send(draft, in: tx)
    }

    /// Whether a token is still good; it stays so.
    ///
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    public func check(_ token: String) async throws {
        _ = try await storage.read { tx in
            try tx.oneTimeTokens.peek(token, purpose: .emailVerification, at: tx.now)
        }
    }

    /// Marks the address as verified, or makes the account whose sign-up waited for it; signs nobody in.
    ///
    /// - Returns: the account as it is now.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``; ``AccountError/emailTaken`` or ``AccountError/usernameTaken`` when
    ///   somebody else was quicker.
    public func confirm(_ token: String) async throws -> Account {
        try await storage.transaction { tx in
            let token = try tx.oneTimeTokens.redeem(token, purpose: .emailVerification, at: tx.now)
            if let signUp = try token.claims.object("signup") {
                return try Self.finish(WaitingSignUp(signUp), in: tx)
            }
            var account = try token.openAccount(in: tx)
            account.emailVerified = true
            try tx.accounts.update(account)
            try tx.audit.append(AuditEvent(.emailVerified, account: account.id))
            return account
        }
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
