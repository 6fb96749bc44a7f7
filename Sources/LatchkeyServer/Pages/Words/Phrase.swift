import LatchkeyAccounts
import Mustache

/// A sentence of the pages in every language that they speak.
///
/// A view holds phrases, and a template shows them in the language that the page is rendered in. A sentence without
/// a translation does not compile.
///
/// ```swift
/// Phrase("Wait \(count) seconds.", "请等待 \(count) 秒。", "請等待 \(count) 秒。")
/// ```
struct Phrase: Sendable, Hashable {
    let english: String
    let simplifiedChinese: String
    let traditionalChinese: String

    init(_ english: String, _ simplifiedChinese: String, _ traditionalChinese: String) {
        self.english = english
        self.simplifiedChinese = simplifiedChinese
        self.traditionalChinese = traditionalChinese
    }

    /// What reads the same in every language, such as a name.
    init(verbatim text: String) { self.init(text, text, text) }

    /// The phrase in one language.
    subscript(language: MailLanguage) -> String {
        switch language {
        case .english: english
        case .simplifiedChinese: simplifiedChinese
        case .traditionalChinese: traditionalChinese
        }
    }
}

extension Phrase: MustacheCustomRenderable {
    var renderText: String { self[MailLanguage.ofPage] }
    var isNull: Bool { false }
}
