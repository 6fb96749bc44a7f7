import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

extension MailLanguage {
    /// The language of the page that this task renders.
    ///
    /// The template library asks a value for its text and passes nothing along, so the language stands beside the call.
    /// Nothing but ``PageRenderer`` sets it, and nothing but ``Phrase`` reads it.
    @TaskLocal static var ofPage = MailLanguage.english

    /// What its speakers call it.
    var ownName: String {
        switch self {
        case .english: "English"
        case .simplifiedChinese: "简体中文"
        case .traditionalChinese: "繁體中文"
        }
    }
}

/// One button of the language switch.
struct LanguageChoice: Sendable {
    /// The tag of BCP 47.
    let tag: String
    let name: String
    let isCurrent: Bool

    /// Every language, with a mark at the one of the page.
    static func all(current: MailLanguage) -> [LanguageChoice] {
        MailLanguage.allCases.map {
            LanguageChoice(tag: $0.rawValue, name: $0.ownName, isCurrent: $0 == current)
        }
    }
}
