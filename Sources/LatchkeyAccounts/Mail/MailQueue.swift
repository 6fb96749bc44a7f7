import Crypto
import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

/// Puts mails into the queue, sealed under a key derived from the master key, and takes them out again.
///
/// ```swift
/// try await storage.transaction { tx in try queue.enqueue(mail, in: tx) }
/// queue.wake()      // whoever sends mails in this process looks at once, not at its next round
/// ```
public final class MailQueue: Sendable {
    /// Told whenever something was queued in this process; one element stands for any number of mails.
    public let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation
    private let masterKey: MasterKey
    private let digest: KeyedDigest

    /// Makes a queue over the mails of a database with this master key.
    public init(masterKey: MasterKey) {
        self.masterKey = masterKey
        digest = KeyedDigest(masterKey)
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Queues a mail in the caller's transaction: it goes when, and only when, the rest of it is committed.
    ///
    /// - Throws: the storage's errors, and ``MasterKeyMismatch`` when the database was given another master key.
    public func enqueue(_ mail: OutgoingMail, in tx: any AccountTransaction) throws {
        try tx.require(masterKey)
        let id = UUIDv7(at: tx.now)
        let queued = QueuedMail(
            id: id,
            kind: mail.kind,
            recipientDigest: recipientDigest(mail.recipient),
            sealed: try masterKey.seal(
                Array(mail.sealable.json().utf8),
                for: .mail,
                context: Self.context(id, mail.kind)
            ),
            createdAt: tx.now
        )
        try tx.mail.enqueue(queued)
    }

    /// Tells this process's sender that something was queued; call it after the commit.
    public func wake() { arrival.yield() }

    /// What a queued mail says.
    ///
    /// - Throws: ``MasterKeyMismatch`` when it was sealed under another key, or altered.
    public func open(_ queued: QueuedMail) throws -> OutgoingMail {
        let octets: [UInt8]
        do {
            let context = Self.context(queued.id, queued.kind)
            octets = try masterKey.open(queued.sealed, for: .mail, context: context)
        } catch {
            throw MasterKeyMismatch()
        }
        return try OutgoingMail(queued.kind, sealable: JSONObject(json: octets))
    }

    /// How many mails of some kinds an address was queued since a time.
    func count(
        to recipient: String,
        kinds: [OutgoingMail.Kind],
        since: Date,
        in tx: any AccountTransaction
    ) throws -> Int {
        try tx.mail.count(to: recipientDigest(recipient), kinds: kinds, since: since)
    }

    private func recipientDigest(_ recipient: String) -> [UInt8] { digest("mail-recipient", recipient) }

    static func context(_ id: UUIDv7, _ kind: OutgoingMail.Kind) -> String {
        "mail \(id) \(kind.rawValue)"
    }
}

/// A queued mail could be opened and says nothing that this version understands.
struct UnreadableMail: Error {}

extension OutgoingMail {
    fileprivate var sealable: JSONObject {
        get throws {
            let values = values.sorted { $0.key.rawValue < $1.key.rawValue }
            return try JSONObject(members: [
                ("recipient", .string(recipient)), ("language", .string(language.rawValue)),
                (
                    "values",
                    .object(try JSONObject(members: values.map { ($0.key.rawValue, .string($0.value)) }))
                ),
            ])
        }
    }

    fileprivate init(_ kind: Kind, sealable: JSONObject) throws {
        guard let recipient = try sealable.string("recipient"),
            let language = try sealable.string("language").flatMap(MailLanguage.init),
            let values = try sealable.object("values")
        else { throw UnreadableMail() }
        let pairs = values.members.compactMap { name, value -> (Value, String)? in
            guard case .string(let text) = value, let name = Value(rawValue: name) else { return nil }
            return (name, text)
        }
        self.init(
            kind,
            to: recipient,
            language: language,
            values: Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        )
    }
}
