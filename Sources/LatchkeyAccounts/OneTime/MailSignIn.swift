import CoreMetrics
import Crypto
public import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Signs in by a link or a code that was sent by mail, in the browser or app that asked for it and in no other.
///
/// ```swift
/// let request = try await signIn.requestLink("ada@example.org", MailRequest(client: client, language: .english))
/// let tokens = try await signIn.confirmLink(token, request: request, from: client)
/// ```
public struct MailSignIn: Sendable {
    /// How long a link or a code is good, in seconds.
    public static let lifetime: TimeInterval = 600

    private let storage: any AccountStorage
    private let mails: OneTimeMails
    private let gate: SignInGate
    private let addresses: AddressProof
    private let codes: OneTimeCodeKeys

    private let metrics: LoginMetrics

    init(
        storage: any AccountStorage,
        mails: OneTimeMails,
        gate: SignInGate,
        masterKey: MasterKey,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.metrics = LoginMetrics(.mail, factory: metrics)
        self.storage = storage
        self.mails = mails
        self.gate = gate
        addresses = AddressProof(ending: gate.sessions.ending)
        codes = OneTimeCodeKeys(masterKey)
    }

    /// Sends a link to the address of an account, if there is one with this name.
    ///
    /// - Returns: a secret that whoever asked has to show with the token.
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/tooManyAttempts(retryAfter:)``.
    public func requestLink(_ login: String, _ request: MailRequest) async throws -> String {
        try await self.request(login, .magicLink, request) { draft, binding, tx in
            var draft = draft
            draft.path = "/login/link"
            draft.binding = binding
            try mails.send(draft, from: request.client, in: tx)
        }
    }

    /// Sends a code to the address of an account, if there is one with this name.
    ///
    /// - Returns: a secret that whoever asked has to show with the code.
    /// - Throws: ``AccountError/invalidFields(_:)``, ``AccountError/tooManyAttempts(retryAfter:)``.
    public func requestCode(_ login: String, _ request: MailRequest) async throws -> String {
        try await self.request(login, .signInCode, request) { draft, binding, tx in
            // Also for nobody: wrong codes get the same answers then.
            let code = try codes.issue(
                purpose: .signInCode,
                subject: binding,
                claims: try draft.claims.adding("account", draft.subject),
                lifetime: draft.lifetime,
                at: tx.now,
                in: tx.oneTimeTokens
            )
            try mails.send(draft, values: [.code: code], from: request.client, in: tx)
        }
    }

    private func request(
        _ login: String,
        _ kind: OutgoingMail.Kind,
        _ request: MailRequest,
        send: @escaping @Sendable (OneTimeMailDraft, _ binding: String, any AccountTransaction) throws -> Void
    ) async throws -> String {
        let name = try LoginName(login)
        try await mails.admit(request.client, asking: kind, to: name.text)
        let secret = Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
        try await storage.transaction { tx in
            let account = try tx.accounts.account(name)
            let email = account?.reachableEmail
            let draft = OneTimeMailDraft(
                kind: kind,
                purpose: .magicLink,
                subject: email == nil ? nil : account?.id.description,
                recipient: email ?? name.text,
                language: request.language,
                claims: try account?.oneTimeClaims ?? .empty,
                lifetime: Self.lifetime
            )
            try send(draft, Self.binding(of: secret), tx)
        }
        mails.queue.wake()
        return secret
    }

    /// Signs in by the token of a link; the token is spent when, and only when, there is a session for it.
    ///
    /// - Parameters:
    ///   - token: from the link.
    ///   - request: what asking for it returned.
    ///   - client: who sends it.
    ///   - forPages: whether the session gets a page cookie.
    /// - Returns: the account, its new session and its tokens; the address is verified from now on, and when that is
    ///   its first proof, from a device that the account was never used on, whatever was set before it is gone.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``, and what the gate throws.
    public func confirmLink(
        _ token: String,
        request: String,
        from client: ClientContext,
        forPages: Bool = false
    ) async throws -> SignIn {
        let binding = Self.binding(of: request)
        return try await metrics.counting {
            let account = try await storage.read { tx in
                try tx.oneTimeTokens.peek(token, purpose: .magicLink, binding: binding, at: tx.now)
                    .openAccount(in: tx)
            }
            return try await admit(account, from: client, forPages: forPages) { tx in
                _ = try tx.oneTimeTokens.redeem(token, purpose: .magicLink, binding: binding, at: tx.now)
            }
        }
    }

    /// Signs in by a code; it is void after five wrong ones.
    ///
    /// - Parameters:
    ///   - code: as it was typed.
    ///   - request: what asking for it returned.
    ///   - client: who sends it.
    ///   - forPages: whether the session gets a page cookie.
    /// - Returns: the account, its new session and its tokens; the address is verified from now on, and when that is
    ///   its first proof, from a device that the account was never used on, whatever was set before it is gone.
    /// - Throws: ``LatchkeyTokens/OneTimeTokenError``, and what the gate throws.
    public func confirmCode(
        _ code: String,
        request: String,
        from client: ClientContext,
        forPages: Bool = false
    ) async throws -> SignIn {
        try await metrics.counting {
            let account = try await account(code, subject: Self.binding(of: request), from: client)
            return try await admit(account, from: client, forPages: forPages) { _ in }
        }
    }

    /// Whose code it is; the code is spent.
    private func account(
        _ code: String,
        subject: String,
        from client: ClientContext
    ) async throws -> Account {
        // A wrong code has to be counted, so this commits before anybody is let in: a crash here costs the code.
        let verdict = try await storage.transaction { [codes] tx in
            let store = tx.oneTimeTokens
            let asked = try Self.token(askedFor: subject, in: store)
            let verdict = try codes.redeem(
                code,
                purpose: .signInCode,
                subject: subject,
                at: tx.now,
                in: store
            )
            if case .wrong? = verdict {
                try tx.audit.append(
                    AuditEvent(
                        .loginFailed,
                        account: asked?.claims.string("account").flatMap { UUIDv7($0) },
                        reason: "email_code",
                        detail: client.address
                    )
                )
            }
            return verdict
        }
        let token = try Self.token(verdict)
        return try await storage.read { tx in
            try OneTimeToken(
                purpose: token.purpose,
                subject: token.claims.string("account") ?? "",
                binding: nil,
                claims: token.claims,
                createdAt: token.createdAt,
                expiresAt: token.expiresAt
            ).openAccount(in: tx)
        }
    }

    private func admit(
        _ account: Account,
        from client: ClientContext,
        forPages: Bool,
        alongside: @escaping @Sendable (any AccountTransaction) throws -> Void
    ) async throws -> SignIn {
        let proof = SignInProof(
            account: account.id,
            epoch: account.epoch,
            // Not "otp", which is for a second factor (RFC 8176 has no word for mail).
            methods: ["email"],
            client: client,
            forPages: forPages
        )
        let signIn = try await gate.admit(proof) { [addresses] account, tx in
            try alongside(tx)
            return try addresses.prove(&account, by: client, in: tx)
        }
        guard let signIn else { throw OneTimeTokenError.unknownOrSpent }
        return signIn
    }

    /// What a code was issued with, so that a wrong one can be put down to an account.
    private static func token(
        askedFor subject: String,
        in store: any OneTimeTokenStore
    ) throws -> OneTimeToken? {
        try store.tokens(purpose: .signInCode, subjectPrefix: subject, after: nil, limit: 1).first
    }

    private static func token(_ verdict: OneTimeCodeVerdict?) throws(OneTimeTokenError) -> OneTimeToken {
        switch verdict {
        case .redeemed(let token): return token
        case .wrong(let attemptsLeft): throw .wrongCode(attemptsLeft: attemptsLeft)
        case .exhausted: throw .attemptsExhausted
        case .expired: throw .expired
        case .unknown: throw .unknownOrSpent
        case nil: throw .malformed
        }
    }

    private static func binding(of secret: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array(secret.utf8))))
    }
}

extension JSONObject {
    /// The same object with one more text, or without it when there is none.
    fileprivate func adding(_ name: String, _ text: String?) throws -> JSONObject {
        guard let text else { return self }
        return try JSONObject(members: members + [(name, .string(text))])
    }
}
