import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Changes an account's e-mail address, once both the old and the new address agree.
///
/// An account without a verified address needs the new one only.
public struct EmailChange: Sendable {
    private static let lifetime: TimeInterval = 86_400

    private let storage: any AccountStorage
    private let mails: OneTimeMails

    init(storage: any AccountStorage, mails: OneTimeMails) {
        self.storage = storage
        self.mails = mails
    }

    /// Asks both addresses; nothing changes yet.
    ///
    /// A taken address gets the same answer, and no mail.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/accountNotFound``,
    ///   ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(account id: UUIDv7, email: String, _ request: MailRequest) async throws {
        let email = try LoginName.canonicalEmail(email)
        try mails.admit(request.client)
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
            let isFree = try tx.accounts.account(.email(email)) == nil
            try send(.emailChangeNew, .emailChangeNew, of: change, to: email, isReal: isFree, request, in: tx)
            if let old { try send(.emailChangeOld, .emailChangeOld, of: change, to: old, request, in: tx) }
        }
        mails.queue.wake()
    }

    private func send(
        _ kind: OutgoingMail.Kind,
        _ purpose: OneTimePurpose,
        of change: PendingEmailChange,
        to recipient: String,
        isReal: Bool = true,
        _ request: MailRequest,
        in tx: any AccountTransaction
    ) throws {
        let draft = OneTimeMailDraft(
            kind: kind,
            purpose: purpose,
            subject: isReal ? change.accountID.description : nil,
            recipient: recipient,
            language: request.language,
            path: "/email-change",
            claims: try JSONObject(members: [("email", .string(change.newEmail))]),
            lifetime: Self.lifetime,
            values: [.subject: change.newEmail]
        )
        try mails.send(draft, in: tx)
    }

    /// Whether a token of either address is still good; it stays so.
    ///
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    public func check(_ token: String) async throws {
        _ = try await storage.read { tx in try Self.peek(token, in: tx) }
    }

    /// Notes that one of the addresses agrees, and changes the address once both do.
    ///
    /// - Parameters:
    ///   - token: from the link to either address.
    ///   - client: who sends it.
    /// - Returns: the account when the address has changed now; `nil` while the other address is waited for.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``; ``AccountError/emailTaken`` when somebody else was quicker.
    public func confirm(_ token: String, from client: ClientContext) async throws -> Account? {
        try await storage.transaction { tx in
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
            account.email = change.newEmail
            account.emailVerified = true
            try tx.accounts.update(account)
            try tx.emailChanges.remove(of: account.id)
            // What went to the old address must not open the account any more.
            try OneTimeFlows.voidAll(of: account, in: tx)
            try tx.audit.append(AuditEvent(.emailChanged, account: account.id, detail: change.oldEmail))
            return account
        }
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
