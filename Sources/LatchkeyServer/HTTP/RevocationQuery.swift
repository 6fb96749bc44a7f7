import Hummingbird
import LatchkeyHummingbird

/// What a reader of the revocations has already, and for how long it would wait for more.
struct RevocationQuery: Sendable {
    /// The place after which it wants to hear everything.
    let after: Int64?
    /// The places at which it has the whole list.
    let tags: [Int64]
    /// Seconds.
    let wait: Int?

    /// - Throws: a 400 ``Problem`` for a place that is no number.
    init(_ request: Request) throws(Problem) {
        guard let query = FormFields((request.uri.query ?? "").utf8) else {
            throw Problem(.invalidRequest, detail: "The query cannot be read.")
        }
        if let text = query["after"] {
            guard let number = Int64(text), number >= 0 else {
                throw Problem(.invalidFields, errors: [.init(field: "after", code: "invalid_format")])
            }
            after = number
        } else {
            after = nil
        }
        tags = request.headers.values(of: "If-None-Match").flatMap { $0.split(separator: ",") }
            .compactMap(Self.sequence)
        wait =
            request.headers.values(of: "Prefer").flatMap { $0.split(separator: ",") }
            .compactMap(Self.seconds).first
    }

    /// What the reader has, for telling whether there is more.
    var known: Int64? { after ?? tags.max() }

    /// A weak tag: two documents of one place say the same, and when they were made is signed with it.
    static func tag(_ sequence: Int64) -> String { "W/\"\(sequence)\"" }

    private static func sequence(in tag: Substring) -> Int64? {
        let tag = tag.trimmingPrefix { $0 == " " }.trimmingPrefix("W/")
        guard tag.hasPrefix("\""), tag.hasSuffix("\""), tag.utf8.count > 2 else { return nil }
        return Int64(tag.dropFirst().dropLast())
    }

    private static func seconds(in preference: Substring) -> Int? {
        let name = preference.trimmingPrefix { $0 == " " }
        guard name.lowercased().hasPrefix("wait=") else { return nil }
        let digits = name.dropFirst(5).prefix { $0.isASCII && $0.isNumber }
        return Int(digits).map { min($0, RevocationFeed.longestWait) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
