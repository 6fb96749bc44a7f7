import LatchkeyAccounts

/// The words of every mail in every language.
enum MailTemplates {
    /// The words of a mail; `nil` for a kind that is never sent.
    static func template(
        _ kind: OutgoingMail.Kind,
        in language: MailLanguage,
        _ facts: MailFacts
    ) -> MailTemplate? {
        switch language {
        case .english: english(kind, facts)
        case .simplifiedChinese: simplifiedChinese(kind, facts)
        case .traditionalChinese: traditionalChinese(kind, facts)
        }
    }
}
