import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Lets the owner of an account sign in by password again, after somebody guessed too often.
public struct LoginUnblocking: Sendable {
    private static let lifetime: TimeInterval = 900

    private let storage: any AccountStorage
    private let mails: OneTimeMails

    init(storage: any AccountStorage, mails: OneTimeMails) {
        self.storage = storage
        self.mails = mails
    }

    /// Sends the link to the address of an account, if there is one with this name.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(_ login: String, _ request: MailRequest) async throws {
        let name = try LoginName(login)
        try mails.admit(request.client)
        try await storage.transaction { [mails] tx in
            let account = try tx.accounts.account(name)
            let email = account?.reachableEmail
            let draft = OneTimeMailDraft(
                kind: .unlock,
                purpose: .unlock,
                subject: email == nil ? nil : account?.id.description,
                recipient: email ?? name.text,
                language: request.language,
                path: "/unlock",
                claims: try account?.oneTimeClaims ?? .empty,
                lifetime: Self.lifetime
            )
            try mails.send(draft, in: tx)
        }
        mails.queue.wake()
    }

    /// Whether a token is still good; it stays so.
    ///
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    public func check(_ token: String) async throws {
        _ = try await storage.read { tx in
            try tx.oneTimeTokens.peek(token, purpose: .unlock, at: tx.now).openAccount(in: tx)
        }
    }

    /// Forgets the account's failed logins; signs nobody in.
    ///
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    public func confirm(_ token: String) async throws {
        try await storage.transaction { tx in
            let account = try tx.oneTimeTokens.redeem(token, purpose: .unlock, at: tx.now).openAccount(in: tx)
            try tx.loginFailures.clear(account: account.id)
            try tx.audit.append(AuditEvent(.loginUnblocked, account: account.id))
        }
    }
}
