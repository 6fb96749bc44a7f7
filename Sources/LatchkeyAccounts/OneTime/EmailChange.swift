import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Changes an account's e-mail address, once both the old and the new address agree.
///
/// An account without a verified address needs the new one only.
public struct EmailChange: Sendable {
    /// What a link agrees to.
    public struct Pending: Sendable {
        /// The account that is to have the address, by what its owner signs in with.
        public let login: String
        /// Whether the password has to come with the link.
        public let needsPassword: Bool
        let account: UUIDv7
    }

    /// What one of the addresses is asked.
    private struct Question {
        let kind: OutgoingMail.Kind
        let purpose: OneTimePurpose
        let recipient: String
        /// What the mail names: the other side of the change.
        let subject: String

        init(
            _ kind: OutgoingMail.Kind,
            _ purpose: OneTimePurpose,
            to recipient: String,
            telling subject: String
        ) {
            (self.kind, self.purpose, self.recipient, self.subject) = (kind, purpose, recipient, subject)
        }
    }

    private static let lifetime: TimeInterval = 86_400

    private let storage: any AccountStorage
    private let mails: OneTimeMails
    private let holding: HolderProof

    init(storage: any AccountStorage, mails: OneTimeMails, holding: HolderProof) {
        self.storage = storage
        self.mails = mails
        self.holding = holding
    }

    /// Asks both addresses; nothing changes yet.
    ///
    /// An address that somebody else has proved gets the same answer, and no mail. One that an account merely says is its
    /// own is in nobody's way: it goes to whoever opens the link.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/accountNotFound``,
    ///   ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(account id: UUIDv7, email: String, _ request: MailRequest) async throws {
        let email = try LoginName.canonicalEmail(email)
        try await mails.admit(request.client, asking: .emailChangeNew, to: email)
        try await storage.transaction { tx in
            guard let account = try tx.accounts.account(id), !account.isLocked else {
                throw AccountError.accountNotFound
            }
            let old = account.emailVerified ? account.email : nil
            let change = PendingEmailChange(
                accountID: id,
                oldEmail: account.email,
                newEmail: email,
                isApproved: old == nil,
                expiresAt: tx.now + Self.lifetime
            )
            try tx.emailChanges.save(change)
            let holder = try tx.accounts.account(.email(email))
            let isFree = holder.map { $0.id != id && $0.canBeReclaimed } ?? true
            let new = Question(.emailChangeNew, .emailChangeNew, to: email, telling: account.nameForStrangers)
            try send(new, of: change, isReal: isFree, request, in: tx)
            guard let old else { return }
            let approval = Question(.emailChangeOld, .emailChangeOld, to: old, telling: email)
            try send(approval, of: change, request, in: tx)
        }
        mails.queue.wake()
    }

    private func send(
        _ question: Question,
        of change: PendingEmailChange,
        isReal: Bool = true,
        _ request: MailRequest,
        in tx: any AccountTransaction
    ) throws {
        let draft = OneTimeMailDraft(
            kind: question.kind,
            purpose: question.purpose,
            subject: isReal ? change.accountID.description : nil,
            recipient: question.recipient,
            language: request.language,
            path: "/email-change",
            claims: try JSONObject(members: [("email", .string(change.newEmail))]),
            lifetime: Self.lifetime,
            values: [.subject: question.subject]
        )
        try mails.send(draft, from: request.client, in: tx)
    }

    /// What a token of either address agrees to, while it is good; it stays so.
    ///
    /// The old address agrees by its link alone. The new one could be anybody's, so who opens its link shows that the
    /// account is theirs as well: by being signed in to it, by a device that it was used on, or by its password.
    ///
    /// - Parameters:
    ///   - token: from the link to either address.
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
            let found = try Self.peek(token, in: tx)
            let account = try Self.subject(of: found, in: tx).0
            return Pending(
                login: account.login,
                needsPassword: try found.purpose == .emailChangeNew
                    && !holding.isShown(of: account.id, signedInAs: holder, from: client, in: tx),
                account: account.id
            )
        }
    }

    /// Notes that one of the addresses agrees, and changes the address once both do.
    ///
    /// - Parameters:
    ///   - token: from the link to either address.
    ///   - password: the account's, where ``check(_:signedInAs:from:)`` says that it is needed.
    ///   - holder: the account that whoever sends it is signed in to.
    ///   - client: who sends it.
    /// - Returns: the account when the address has changed now; `nil` while the other address is waited for.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``; ``AccountError/emailTaken`` when somebody else proved it first;
    ///   ``AccountError/invalidFields(_:)`` naming a missing `password`, and what a login throws for a wrong one, which
    ///   leaves the link good.
    public func confirm(
        _ token: String,
        password: String? = nil,
        signedInAs holder: UUIDv7? = nil,
        from client: ClientContext
    ) async throws -> Account? {
        let pending = try await check(token, signedInAs: holder, from: client)
        guard pending.needsPassword else {
            return try await storage.transaction { tx in try Self.agree(token, in: tx) }
        }
        return try await holding.byPassword(password, of: pending.account, from: client) { tx in
            try Self.agree(token, in: tx)
        }
    }

    private static func agree(_ token: String, in tx: any AccountTransaction) throws -> Account? {
        let found = try Self.peek(token, in: tx)
        _ = try tx.oneTimeTokens.redeem(token, purpose: found.purpose, at: tx.now)
        var (account, change) = try Self.subject(of: found, in: tx)
        if found.purpose == .emailChangeOld {
            change.isApproved = true
        } else {
            change.isConfirmed = true
        }
        guard change.isApproved, change.isConfirmed else {
            try tx.emailChanges.save(change)
            return nil
        }
        try clear(change.newEmail, for: account, in: tx)
        account.email = change.newEmail
        account.emailVerified = true
        try tx.accounts.update(account)
        try tx.emailChanges.remove(of: account.id)
        // What went to the old address must not open the account any more.
        try OneTimeFlows.voidAll(of: account, in: tx)
        try tx.audit.append(AuditEvent(.emailChanged, account: account.id, detail: change.oldEmail))
        return account
    }

    /// Takes an address from an account that has it without proof, now that somebody else has proved it.
    ///
    /// That account keeps everything else: it may be of somebody who mistyped, and whoever is signed in to it can say
    /// another address. What was mailed to the address must not open it.
    private static func clear(
        _ email: String,
        for account: Account,
        in tx: any AccountTransaction
    ) throws {
        // Found by its name, and read by its identifier: only that keeps others from changing it meanwhile.
        guard let found = try tx.accounts.account(.email(email)), found.id != account.id,
            var holder = try tx.accounts.account(found.id), holder.hasEmail(email)
        else { return }
        guard holder.canBeReclaimed else { throw AccountError.emailTaken }
        holder.email = nil
        try tx.accounts.update(holder)
        try OneTimeFlows.voidAll(of: holder, in: tx)
        try tx.oneTimeTokens.remove(subject: holder.id.description, purpose: .emailVerification)
        try tx.audit.append(
            AuditEvent(.accountChanged, account: holder.id, reason: "email_claimed", detail: email)
        )
    }

    private static func peek(_ token: String, in tx: any AccountTransaction) throws -> OneTimeToken {
        do {
            return try tx.oneTimeTokens.peek(token, purpose: .emailChangeNew, at: tx.now)
        } catch OneTimeTokenError.wrongPurpose {
            return try tx.oneTimeTokens.peek(token, purpose: .emailChangeOld, at: tx.now)
        }
    }

    /// The account and its change, while both are as they were when the token was issued.
    private static func subject(
        of token: OneTimeToken,
        in tx: any AccountTransaction
    ) throws -> (Account, PendingEmailChange) {
        guard let id = UUIDv7(token.subject), let account = try tx.accounts.account(id), !account.isLocked,
            let change = try tx.emailChanges.change(of: id), change.expiresAt > tx.now,
            try token.claims.string("email").map({ $0.utf8.elementsEqual(change.newEmail.utf8) }) == true,
            account.email.map({ Array($0.utf8) }) == change.oldEmail.map({ Array($0.utf8) })
        else { throw OneTimeTokenError.unknownOrSpent }
        return (account, change)
    }
}

extension Account {
    /// Which account it is, for whoever reads an address that may be anybody's: the user name, else the address with most
    /// of it left out, and never what people call themselves, which may be any sentence.
    fileprivate var nameForStrangers: String {
        if let username { return username }
        guard let email, let at = email.lastIndex(of: "@") else { return id.description }
        return "\(email.prefix(1))…\(email[at...])"
    }

    fileprivate func hasEmail(_ address: String) -> Bool {
        email.map { $0.utf8.elementsEqual(address.utf8) } == true
    }
}
