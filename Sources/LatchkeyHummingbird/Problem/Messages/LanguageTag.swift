/// A language tag as far as choosing among translations needs it (RFC 5646): its subtags in lower case.
///
/// Chinese is brought down to its script, which is what readers differ in.
struct LanguageTag: Equatable {
    let subtags: [String]

    init(_ text: String) {
        let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { String(decoding: $0.map(\.asciiLowercased), as: UTF8.self) }
        self.subtags = Self.chinese(subtags) ?? subtags
    }

    private init(subtags: [String]) { self.subtags = subtags }

    /// The tag without its last subtag, and without a single letter before that (RFC 4647 §3.4).
    var parent: LanguageTag? {
        var rest = subtags.dropLast()
        if rest.last?.utf8.count == 1 { rest = rest.dropLast() }
        return rest.isEmpty ? nil : LanguageTag(subtags: Array(rest))
    }

    /// `zh-hans` or `zh-hant` for Chinese of every kind; `nil` for other languages.
    private static func chinese(_ subtags: [String]) -> [String]? {
        guard let language = subtags.first, ["zh", "cmn"].contains(language) else { return nil }
        if subtags.contains("hans") { return ["zh", "hans"] }
        let isTraditional = subtags.contains("hant") || subtags.contains { ["tw", "hk", "mo"].contains($0) }
        return ["zh", isTraditional ? "hant" : "hans"]
    }
}

/// What a reader says to understand, best liked first (RFC 9110 §12.5.4).
struct LanguagePreferences {
    private struct Range {
        /// `nil` for `*`.
        let tag: LanguageTag?
        /// In thousandths; 0 for what the reader does not want.
        let weight: Int
    }

    /// More than any person has; what comes after is not looked at.
    private static let limit = 32
    /// Octets of a tag; the longest that mean something have 35 (RFC 5646 §4.4.1).
    private static let tagLimit = 64

    private let ranges: [Range]

    /// Reads the values of `Accept-Language`; elements that are no language ranges are skipped.
    init(_ values: [String]) {
        ranges = values.lazy.flatMap { $0.utf8.split(separator: UInt8(ascii: ","), maxSplits: Self.limit) }
            .prefix(Self.limit).compactMap { Self.range(String(decoding: $0, as: UTF8.self)) }
    }

    /// The index of the tag that the reader likes best; `nil` when there is none.
    func best(of tags: [LanguageTag]) -> Int? {
        // A stable order: of two languages alike the first named.
        let wanted = ranges.enumerated().filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
        let unwanted = ranges.filter { $0.weight == 0 }.compactMap(\.tag)
        for (_, range) in wanted {
            guard let tag = range.tag else {
                if let any = tags.firstIndex(where: { !unwanted.contains($0) }) { return any }
                continue
            }
            if let index = Self.lookUp(tag, in: tags) { return index }
        }
        return nil
    }

    /// RFC 4647 §3.4: the range, then the range shortened from its end.
    private static func lookUp(_ tag: LanguageTag, in tags: [LanguageTag]) -> Int? {
        var tag: LanguageTag? = tag
        while let candidate = tag {
            if let index = tags.firstIndex(of: candidate) { return index }
            tag = candidate.parent
        }
        return nil
    }

    private static func range(_ element: String) -> Range? {
        let parts = element.split(separator: ";", omittingEmptySubsequences: false).map { part in
            part.filter { $0 != " " && $0 != "\t" }
        }
        guard let name = parts.first, !name.isEmpty, name.utf8.count <= tagLimit,
            parts.count <= 2,
            let weight = weight(parts.dropFirst().first),
            name == "*" || name.utf8.allSatisfy(isTagOctet)
        else { return nil }
        return Range(tag: name == "*" ? nil : LanguageTag(name), weight: weight)
    }

    /// `q=0.8` in thousandths (RFC 9110 §12.4.2); 1000 without one, `nil` for what is no weight.
    private static func weight(_ parameter: String?) -> Int? {
        guard let parameter else { return 1000 }
        guard parameter.hasPrefix("q=") || parameter.hasPrefix("Q=") else { return nil }
        let value = parameter.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = value.first, whole == "0" || whole == "1", value.count <= 2 else { return nil }
        let fraction = value.count == 2 ? value[1] : ""
        guard fraction.utf8.count <= 3, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let thousandths = Int((fraction + "000").prefix(3))
        else { return nil }
        return whole == "1" ? (thousandths == 0 ? 1000 : nil) : thousandths
    }

    private static func isTagOctet(_ octet: UInt8) -> Bool {
        let lower = octet.asciiLowercased
        return (0x61...0x7A).contains(lower) || (0x30...0x39).contains(octet) || octet == UInt8(ascii: "-")
    }
}
