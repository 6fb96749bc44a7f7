/// What is known of the figures that this server keeps: their names for Prometheus, a sentence, and their buckets.
///
/// A label of swift-metrics becomes a name by one rule: dots and whatever else a name cannot have become underscores,
/// a counter ends in `_total`, and a timer in `_seconds`.
enum MetricName {
    /// Bounds of histograms in seconds: a token check takes microseconds, a password hash tens of milliseconds.
    static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private static let sentences = [
        "latchkey.http.requests": "Requests by route, method and status.",
        "latchkey.http.request.duration": "How long requests took to be answered, by route and method.",
        "latchkey.http.in_flight": "Requests that wait for their answers.",
        "latchkey.logins": "Attempts to sign in, by way and outcome.",
        "latchkey.sessions.refreshes": "Refreshes by outcome.",
        "latchkey.tokens.cache":
            "Access tokens that were checked, by whether their signature had been checked before.",
        "latchkey.passwords.wait": "How long passwords waited to be hashed.",
        "latchkey.passwords.hash": "How long a password took to hash.",
        "latchkey.database.transaction": "How long transactions took to be durable.",
        "latchkey.limits.shared":
            "Decisions on limited attempts, by who made them: all nodes, this one alone, nobody.",
        "latchkey.tracing.spans": "Spans by what became of them.",
    ]

    static func sentence(of label: String) -> String {
        sentences[label] ?? "\(label), as the program counts it."
    }

    static func name(of label: String, _ kind: MetricFamily.Kind) -> String {
        let stem = String(
            label.unicodeScalars.map { scalar in
                let isFit =
                    scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_")
                return isFit ? Character(scalar) : "_"
            }
        )
        let name = stem.first?.isNumber == true ? "_" + stem : stem
        switch kind {
        case .counter: return name.hasSuffix("_total") ? name : name + "_total"
        case .gauge: return name
        case .histogram: return name.hasSuffix("_seconds") ? name : name + "_seconds"
        }
    }

    /// A label's name as Prometheus takes it.
    static func labelName(_ text: String) -> String { name(of: text, .gauge) }
}
