public import FoundationEssentials
public import LatchkeyAccounts
public import LatchkeyTokens

/// Writes the mails that the queue describes, in the name of one product.
///
/// ```swift
/// let writer = MailWriter(sender: sender, product: "Notes")
/// let message = try writer.write(mail, id: queued.id, at: .now)
/// ```
public struct MailWriter: Sendable {
    private let sender: MailAddress
    private let product: String

    /// Writes in the name of a product.
    ///
    /// - Parameters:
    ///   - sender: who every mail is from.
    ///   - product: what the product is called in them.
    public init(sender: MailAddress, product: String) {
        self.sender = sender
        self.product = product
    }

    /// Writes a mail.
    ///
    /// - Parameters:
    ///   - mail: which, to whom, and what stands in it.
    ///   - id: its identifier.
    ///   - date: when it is sent.
    /// - Returns: the mail; `nil` for one that is never sent.
    /// - Throws: a permanent ``MailFailure`` for a recipient that is no address, or a line break in a header field.
    public func write(_ mail: OutgoingMail, id: UUIDv7, at date: Date) throws(MailFailure) -> MailMessage? {
        let words = MailWords.words(in: mail.language)
        guard let content = words.content(of: mail, product: product) else { return nil }
        guard let recipient = MailAddress(name: nil, address: mail.recipient) else {
            throw .permanent("the recipient is no address")
        }
        do {
            return try MailMessage(
                id: id,
                from: sender,
                to: recipient,
                content: content,
                language: mail.language.rawValue,
                date: date
            )
        } catch {
            throw .permanent("the header field \(error.name) would hold a line break")
        }
    }
}
