import HTTPTypes

/// What is said to a person about each problem, in several languages.
///
/// ```swift
/// ProblemResponses(messages: .standard)                                      // English, 简体中文, 繁體中文
/// ProblemResponses(messages: .standard.adding("fr", [.tokenExpired: .init(title: "Jeton expiré", detail: "…")]))
/// ```
///
/// The language is chosen by `Accept-Language` with its weights (RFC 9110 §12.5.4, RFC 4647 §3.4). For Chinese the script
/// decides, or else the region: `zh-CN`, `zh-SG` and plain `zh` read simplified, `zh-TW`, `zh-HK` and `zh-MO` traditional
/// characters. A problem that a language has no words for, and a reader whose languages are all unknown, get English.
public struct MessageCatalogue: Sendable {
    /// What is said about a problem.
    public struct Message: Sendable, Equatable {
        /// The kind of problem in a few words.
        public let title: String
        /// One sentence on what happened and, where it helps, what to do.
        public let detail: String

        /// Pairs a title with a detail.
        public init(title: String, detail: String) {
            self.title = title
            self.detail = detail
        }
    }

    /// English, simplified Chinese (`zh-Hans`) and traditional Chinese (`zh-Hant`).
    public static let standard = MessageCatalogue(entries: [
        Entry(language: "en", messages: english),
        Entry(language: "zh-Hans", messages: simplifiedChinese),
        Entry(language: "zh-Hant", messages: traditionalChinese),
    ])

    private struct Entry: Sendable {
        let language: String
        var messages: [ProblemCode: Message]
    }

    private var entries: [Entry]

    private static let english = Dictionary(
        uniqueKeysWithValues: ProblemCode.allCases.map {
            ($0, Message(title: $0.title, detail: $0.detail))
        }
    )

    /// The languages there are, the first being the one for readers of none of them.
    public var languages: [String] { entries.map(\.language) }

    /// A catalogue with more, or other, words for a language.
    ///
    /// - Parameters:
    ///   - language: its tag (RFC 5646), such as `fr` or `pt-BR`.
    ///   - messages: the words; problems that are left out keep those they have.
    /// - Returns: the extended catalogue.
    public func adding(_ language: String, _ messages: [ProblemCode: Message]) -> MessageCatalogue {
        var catalogue = self
        let tag = LanguageTag(language)
        if let index = entries.firstIndex(where: { LanguageTag($0.language) == tag }) {
            catalogue.entries[index].messages.merge(messages) { $1 }
        } else {
            catalogue.entries.append(Entry(language: language, messages: messages))
        }
        return catalogue
    }

    /// What is said about a problem in a language of ``languages``; `nil` where it has no words for it.
    public func message(_ code: ProblemCode, in language: String) -> Message? {
        entries.first { LanguageTag($0.language) == LanguageTag(language) }?.messages[code]
    }

    /// The language that a reader likes best.
    ///
    /// - Parameter acceptLanguage: the values of `Accept-Language`.
    /// - Returns: one of ``languages``.
    public func language(for acceptLanguage: [String]) -> String {
        let tags = entries.map { LanguageTag($0.language) }
        let index = LanguagePreferences(acceptLanguage).best(of: tags) ?? 0
        return entries.isEmpty ? "en" : entries[index].language
    }
}

extension Problem {
    /// Says it in the reader's language; a detail of the application's own stays as it is.
    mutating func localise(_ catalogue: MessageCatalogue, _ headers: HTTPFields) {
        self.headers.addVary("Accept-Language")
        let isOwnDetail = !detail.utf8.elementsEqual(code.detail.utf8)
        var language = catalogue.language(for: headers[values: .acceptLanguage])
        var message = catalogue.message(code, in: language)
        if message == nil, let first = catalogue.languages.first {
            language = first
            message = catalogue.message(code, in: language)
        }
        guard let message else { return }
        title = message.title
        guard !isOwnDetail else { return }
        detail = message.detail
        self.headers[.contentLanguage] = language
    }
}

extension HTTPFields {
    /// Names one more request field that the answer depends on (RFC 9110 §12.5.5).
    fileprivate mutating func addVary(_ name: String) {
        let known = self[.vary].map { $0 + ", " } ?? ""
        self[.vary] = known + name
    }
}
