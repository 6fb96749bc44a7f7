import HTTPTypes

extension HTTPFields {
    /// Whether the client names `text/html` and likes nothing that we have better (RFC 9110 §12.5.1).
    ///
    /// Wildcards do not count: whoever takes anything gets JSON.
    var prefersHTML: Bool {
        let ranges = values(of: "Accept").flatMap { $0.split(separator: ",") }.map(MediaRange.init)
        guard let html = ranges.firstIndex(where: { $0.type == "text/html" }), ranges[html].quality > 0 else {
            return false
        }
        return !ranges.indices.contains { index in
            guard ["application/json", "application/problem+json"].contains(ranges[index].type) else {
                return false
            }
            let (json, page) = (ranges[index].quality, ranges[html].quality)
            return json > page || (json == page && index < html)
        }
    }
}

/// One element of `Accept`.
private struct MediaRange {
    let type: String
    let quality: Double

    init(_ text: Substring) {
        let parts = text.split(separator: ";").map { part in
            part.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        type = parts.first ?? ""
        let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
        quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
    }
}
