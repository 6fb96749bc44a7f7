/// The words of one mail before they are laid out.
///
/// In braces stands what differs from mail to mail: `{product}`, `{subject}`, `{duration}`.
struct MailTemplate {
    let subject: String
    /// Above the button.
    let opening: String
    /// What the button says; `nil` for a mail without a link.
    var button: String?
    /// Whether time, device and address stand below the opening.
    var tellsDetails = false
    /// Below everything, in small print.
    let closing: [String]

    /// The same with every piece of text changed.
    func map(_ change: (String) -> String) -> MailTemplate {
        MailTemplate(
            subject: change(subject),
            opening: change(opening),
            button: button.map(change),
            tellsDetails: tellsDetails,
            closing: closing.map(change)
        )
    }
}
