import Crypto
import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Sends mails with one-time tokens in them, alike for addresses that are known and for those that are not.
///
/// Whoever asks learns nothing from the answer, nor from the time it takes: in both cases the same rows are written, and
/// the mail goes after the answer.
public struct OneTimeMails: Sendable {
    /// How many mails may be asked for.
    public struct Limits: Sendable {
        /// From one network address in an hour.
        public var perAddress = 30
        /// To one recipient in an hour, of one kind, asked for from one network address.
        public var perRecipient = 5
        /// To one recipient in an hour, of one kind, whoever asks: what a mailbox can be flooded with.
        public var perRecipientInAll = 20

        /// The defaults; set what differs.
        public init() {}
    }

    /// The queue that the mails go into.
    public let queue: MailQueue
    private let linkBase: String
    private let limits: Limits
    private let addresses: AttemptThrottle
    /// Counts what one network address asks for one recipient, so that nobody uses up the mails of another.
    private let recipients: AttemptThrottle

    /// Puts it together.
    ///
    /// - Parameters:
    ///   - queue: where the mails go.
    ///   - linkBase: what every link begins with, for example `https://auth.example.org`; never the `Host` of a request.
    ///   - limits: how many mails may be asked for.
    ///   - shared: the counts of all nodes; `nil` for this process alone.
    public init(
        queue: MailQueue,
        linkBase: String,
        limits: Limits = Limits(),
        shared: SharedLimits? = nil
    ) {
        self.queue = queue
        self.linkBase = linkBase
        self.limits = limits
        addresses = AttemptThrottle("mail", limit: limits.perAddress, period: 3600, shared: shared)
        recipients = AttemptThrottle("mail-to", limit: limits.perRecipient, period: 3600, shared: shared)
    }

    /// Counts a request of a client for a mail to a recipient, by the name that was typed.
    ///
    /// - Throws: ``AccountError/tooManyAttempts(retryAfter:)``, whether anybody has that name or not.
    func admit(
        _ client: ClientContext,
        asking kind: OutgoingMail.Kind,
        to recipient: String
    ) async throws {
        let asked: AttemptThrottle.Attempt
        switch try await addresses.admit(client.address ?? "", at: Date()) {
        case .refused(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .admitted(let admitted): asked = admitted
        }
        do {
            try await admitRecipient(recipient, asking: kind, from: client)
        } catch {
            await asked.release()
            throw error
        }
        await asked.count(at: Date())
    }

    /// The same where requests of the client are counted already.
    func admitRecipient(
        _ recipient: String,
        asking kind: OutgoingMail.Kind,
        from client: ClientContext
    ) async throws {
        let network = AddressThrottle.network(of: client.address ?? "")
        // A digest, so that names of any length take up the same little memory.
        let key = Base64URL.encode(
            SHA256.hash(data: Array("\(kind.rawValue)\0\(network)\0\(recipient)".utf8))
        )
        switch try await recipients.admit(key, at: Date()) {
        case .refused(let wait): throw AccountError.tooManyAttempts(retryAfter: wait)
        case .admitted(let asked): await asked.count(at: Date())
        }
    }

    /// Issues the token of a draft and queues its mail; beyond the recipient's limit it does nothing, unless a device
    /// asks that the account is used on.
    ///
    /// - Returns: whether the mail was queued.
    @discardableResult
    func send(
        _ draft: OneTimeMailDraft,
        from client: ClientContext? = nil,
        in tx: any AccountTransaction
    ) throws -> Bool {
        guard try hasRoom(draft, from: client, in: tx) else { return false }
        let token = try tx.oneTimeTokens.issue(
            purpose: draft.subject == nil ? .none : draft.purpose,
            subject: draft.subject ?? "none \(draft.recipient)",
            binding: draft.binding,
            claims: draft.claims,
            lifetime: draft.lifetime,
            replacing: draft.replacesEarlier,
            at: tx.now
        )
        let link = "\(linkBase)\(draft.path)?token=\(token)"
        try enqueue(draft, adding: [.link: draft.link.map { linkBase + $0 } ?? link], in: tx)
        return true
    }

    /// Queues the mail of a draft with other values than a link.
    @discardableResult
    func send(
        _ draft: OneTimeMailDraft,
        values: [OutgoingMail.Value: String],
        from client: ClientContext,
        in tx: any AccountTransaction
    ) throws -> Bool {
        guard try hasRoom(draft, from: client, in: tx) else { return false }
        try enqueue(draft, adding: values, in: tx)
        return true
    }

    private func hasRoom(
        _ draft: OneTimeMailDraft,
        from client: ClientContext?,
        in tx: any AccountTransaction
    ) throws -> Bool {
        let sent = try queue.count(
            to: draft.recipient,
            kinds: [draft.kind, .none],
            since: tx.now - 3600,
            in: tx
        )
        if sent < limits.perRecipientInAll { return true }
        // Strangers who flood a mailbox must not keep its owner out: their own devices have a count of their own.
        guard let client, let account = draft.subject.flatMap({ UUIDv7($0) }) else { return false }
        return try KnownDevice.of(client, account: account, in: tx) != nil
    }

    private func enqueue(
        _ draft: OneTimeMailDraft,
        adding values: [OutgoingMail.Value: String],
        in tx: any AccountTransaction
    ) throws {
        var all = draft.values.merging(values) { $1 }
        all[.minutes] = String(Int(draft.lifetime / 60))
        let kind = draft.subject == nil ? .none : draft.kind
        try queue.enqueue(
            OutgoingMail(kind, to: draft.recipient, language: draft.language, values: all),
            in: tx
        )
    }
}

/// A mail with a one-time token, before it is known whether anybody is to get it.
struct OneTimeMailDraft {
    let kind: OutgoingMail.Kind
    let purpose: OneTimePurpose
    /// Whom the token speaks for; `nil` when nobody gets the mail.
    let subject: String?
    let recipient: String
    let language: MailLanguage
    /// The page that the link leads to.
    var path = ""
    /// A page to lead to instead, without a token.
    var link: String?
    var binding: String?
    var claims = JSONObject.empty
    let lifetime: TimeInterval
    var replacesEarlier = true
    var values: [OutgoingMail.Value: String] = [:]
}

extension OneTimePurpose {
    /// Stands where an unknown address asked for a token.
    static let none: OneTimePurpose = "none"
    /// Confirms a change of address from the new one.
    static let emailChangeNew: OneTimePurpose = "email_change_new"
    /// Approves a change of address from the old one.
    static let emailChangeOld: OneTimePurpose = "email_change_old"
    /// Lets passwords in again.
    static let unlock: OneTimePurpose = "unlock"
}

extension OneTimeToken {
    /// The account that the token speaks for, while it is open, and has the address and the epoch that it had when the
    /// token was issued.
    func openAccount(in tx: any AccountTransaction) throws -> Account {
        guard let id = UUIDv7(subject), let account = try tx.accounts.account(id), !account.isLocked,
            let address = try claims.string("email"), let email = account.email,
            address.utf8.elementsEqual(email.utf8), try claims.integer("epoch") == account.epoch
        else { throw OneTimeTokenError.unknownOrSpent }
        return account
    }
}

extension Account {
    /// What a token of this account remembers of it.
    var oneTimeClaims: JSONObject {
        get throws {
            try JSONObject(
                members: [("epoch", .integer(epoch))] + (email.map { [("email", .string($0))] } ?? [])
            )
        }
    }

    /// The address that mails go to; `nil` when there is none, or the account is locked.
    var reachableEmail: String? { isLocked ? nil : email }
}

/// Who asks for a mail, and in which language it is to be.
public struct MailRequest: Sendable {
    /// Who asks.
    public let client: ClientContext
    /// The language of the mail.
    public let language: MailLanguage

    /// Puts a request together.
    public init(client: ClientContext, language: MailLanguage) {
        self.client = client
        self.language = language
    }
}
