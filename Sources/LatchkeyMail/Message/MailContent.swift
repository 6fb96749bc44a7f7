/// What a mail says, once as text and once as HTML.
public struct MailContent: Sendable, Equatable {
    /// The subject line.
    public let subject: String
    /// The body for readers without HTML; lines end in LF.
    public let text: String
    /// The body as a document.
    public let html: String

    /// Puts a mail's words together.
    public init(subject: String, text: String, html: String) {
        self.subject = subject
        self.text = text
        self.html = html
    }
}
