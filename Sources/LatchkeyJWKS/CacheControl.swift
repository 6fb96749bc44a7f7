/// What an answer says about its own freshness (RFC 9111 §5.2.2).
enum CacheControl {
    /// The remaining freshness: `max-age` less `Age`; zero for `no-store` and `no-cache`; `nil` when nothing is said.
    ///
    /// Of several values of a directive the smallest counts, an unreadable one counts as zero.
    static func freshness(_ fields: [String], age: String?) -> Duration? {
        var seconds: Int?
        for directive in fields.flatMap({ $0.split(separator: ",") }) {
            guard let said = maximumAge(directive) else { continue }
            seconds = min(seconds ?? said, said)
        }
        guard let seconds else { return nil }
        return .seconds(max(0, seconds - (age.flatMap { deltaSeconds($0[...]) } ?? 0)))
    }

    private static func maximumAge(_ directive: Substring) -> Int? {
        let parts = directive.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        switch trimmed(parts[0]).lowercased() {
        case "no-store", "no-cache": return 0
        case "max-age": return parts.count == 2 ? deltaSeconds(trimmed(parts[1], also: "\"")) ?? 0 : 0
        default: return nil
        }
    }

    /// RFC 9111 §1.2.2: what is too large to hold counts as a very long time.
    private static func deltaSeconds(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return min(Int(text) ?? .max, Int(Int32.max))
    }

    private static func trimmed(_ text: Substring, also extra: Character = " ") -> Substring {
        let isOuter: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == extra }
        let start = text.drop(while: isOuter)
        return start.lastIndex { !isOuter($0) }.map { start[...$0] } ?? ""
    }
}
