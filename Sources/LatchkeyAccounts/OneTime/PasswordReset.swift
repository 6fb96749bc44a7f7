import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// A new password for somebody who forgot theirs, by a link in a mail.
///
/// ```swift
/// try await reset.request("ada@example.org", MailRequest(client: client, language: .english))
/// try await reset.confirm(token, newPassword: password, from: client)      // ends all sessions, signs nobody in
/// ```
public struct PasswordReset: Sendable {
    private static let lifetime: TimeInterval = 900

    private let storage: any AccountStorage
    private let mails: OneTimeMails
    private let hasher: PasswordHasher
    private let policy: PasswordPolicy
    private let ending: SessionEnding
    private let addresses: AddressProof

    init(
        storage: any AccountStorage,
        mails: OneTimeMails,
        hasher: PasswordHasher,
        policy: PasswordPolicy,
        ending: SessionEnding
    ) {
        self.storage = storage
        self.mails = mails
        self.hasher = hasher
        self.policy = policy
        self.ending = ending
        addresses = AddressProof(ending: ending)
    }

    /// Sends the link to the address of an account, if there is one with this name.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` for what can be no name, ``AccountError/tooManyAttempts(retryAfter:)``.
    public func request(_ login: String, _ request: MailRequest) async throws {
        let link = OneTimeLink(.passwordReset, .passwordReset, path: "/reset", lifetime: Self.lifetime)
        try await mails.sendLink(link, to: login, request, storage)
    }

    /// Whether a token is still good; it stays so.
    ///
    /// - Returns: what the owner of the account signs in with.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``.
    @discardableResult
    public func check(_ token: String) async throws -> String {
        try await storage.read { tx in try Self.account(token, in: tx).login }
    }

    /// Sets the password, ends every session, and voids every access token; whoever did it has to sign in.
    ///
    /// When it is the first proof of the address, from a device that the account was never used on, second factors and
    /// identities elsewhere that were set before it go as well.
    ///
    /// - Parameters:
    ///   - token: from the link.
    ///   - password: the new one.
    ///   - client: who sends it.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError`` for a token that is not good (any more),
    ///   ``AccountError/invalidFields(_:)`` for a password that is not, which leaves the token good.
    public func confirm(
        _ token: String,
        newPassword password: String,
        from client: ClientContext
    ) async throws {
        let account = try await storage.read { tx in try Self.account(token, in: tx) }
        try policy.check(password, for: account)
        let hash = try await hasher.hash(password)
        let revocations = try await storage.transaction { [ending, addresses] tx in
            var account = try Self.account(token, in: tx)
            _ = try tx.oneTimeTokens.redeem(token, purpose: .passwordReset, at: tx.now)
            try addresses.forgetUnproved(&account, by: client, in: tx)
            try tx.credentials.set(hash, kind: .password, of: account.id)
            try tx.loginFailures.clear(account: account.id)
            try OneTimeFlows.voidAll(of: account, in: tx)
            try tx.audit.append(
                AuditEvent(.passwordChanged, account: account.id, reason: "reset", detail: client.address)
            )
            return try ending.endAll(of: &account, as: .accountChanged, in: tx).revocations
        }
        ending.remember(revocations)
    }

    private static func account(_ token: String, in tx: any AccountTransaction) throws -> Account {
        try tx.oneTimeTokens.peek(token, purpose: .passwordReset, at: tx.now).openAccount(in: tx)
    }
}

extension PasswordPolicy {
    /// Checks a new password of an account.
    ///
    /// - Throws: ``AccountError/invalidFields(_:)`` naming the field `password`.
    func check(_ password: String, for account: Account) throws(AccountError) {
        let names = [account.email, account.username, account.name].compactMap(\.self)
        let codes = password.isEmpty ? [.missing] : faults(of: password, names: names)
        guard codes.isEmpty else { throw .invalidFields(codes.map { FieldError("password", $0) }) }
    }
}
