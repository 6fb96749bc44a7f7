import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Lets the owner of an account sign in by password again, after somebody guessed too often.
public struct LoginUnblocking: Sendable {
    private static let lifetime: TimeInterval = 900

    private let storage: any AccountStorage
    private let mails: OneTimeMails
    private let limits: LoginLimits

    init(storage: any AccountStorage, mails: OneTimeMails, limits: LoginLimits) {
        self.storage = storage
        self.mails = mails
        self.limits = limits
    }

    /// Sends the link to the address of an account, if there is one with this name and failures slow its logins down.
    ///
    /// Whoever asks cannot tell whether a mail was sent.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(_ login: String, _ request: MailRequest) async throws {
        let link = OneTimeLink(.unlock, .unlock, path: "/unlock", lifetime: Self.lifetime)
        try await mails.sendLink(link, to: login, request, storage) { [limits] account, tx in
            try limits.areSlowed(loginsTo: account, in: tx)
        }
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
