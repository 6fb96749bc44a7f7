import LatchkeyAccounts

/// The words of every mail in one language.
struct MailWords: Sendable {
    let templates: [OutgoingMail.Kind: MailTemplate]
    /// Before the time, the device and the network address of what happened.
    let time: String
    let device: String
    let address: String
    /// Behind a number.
    let minutes: String
    let hours: String
    let days: String

    /// The words of a language.
    static func words(in language: MailLanguage) -> MailWords {
        switch language {
        case .english: english
        case .simplifiedChinese: simplifiedChinese
        case .traditionalChinese: traditionalChinese
        }
    }

    /// What a mail says, laid out; `nil` for a kind that is never sent.
    func content(of mail: OutgoingMail, product: String) -> MailContent? {
        let facts = mail.values.mapValues(Self.line)
        let template = templates[mail.kind]?.map { text in
            Self.fill(
                text,
                ["product": product, "subject": facts[.subject] ?? "", "duration": duration(facts[.minutes])]
            )
        }
        guard let template else { return nil }
        let details = [(OutgoingMail.Value.time, time), (.device, device), (.address, address)]
            .compactMap { value, label in facts[value].map { label + $0 } }
        return MailLayout(product: product, language: mail.language).content(
            template,
            details: template.tellsDetails ? details : [],
            link: facts[.link],
            code: facts[.code]
        )
    }

    private func duration(_ text: String?) -> String {
        guard let count = text.flatMap({ Int($0) }) else { return "" }
        switch count {
        case ..<120: return "\(count)\(minutes)"
        case ..<2880: return "\(count / 60)\(hours)"
        default: return "\(count / 1440)\(days)"
        }
    }

    /// A value on one line and as it looks, since many of them come from strangers.
    private static func line(_ value: String) -> String {
        PlainText.of(
            value.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        )
    }

    /// Puts values in place of names in braces, once: what a value brings along stays as it is.
    private static func fill(_ text: String, _ values: [String: String]) -> String {
        text.split(separator: "{", omittingEmptySubsequences: false).enumerated().map { index, part in
            guard index > 0, let end = part.firstIndex(of: "}"), let value = values[String(part[..<end])]
            else { return String(part) }
            return value + part[part.index(after: end)...]
        }.joined()
    }
}
