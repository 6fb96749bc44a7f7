/// Writes figures as Prometheus reads them, the text format 0.0.4.
///
/// ```
/// # HELP latchkey_logins_total Sign-ins by way and outcome.
/// # TYPE latchkey_logins_total counter
/// latchkey_logins_total{method="password",outcome="granted"} 12
/// ```
enum PrometheusText {
    /// What the format calls itself.
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    static func write(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            text += "# HELP \(family.name) \(escapedHelp(family.help))\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                text += "\(family.name)\(sample.suffix)\(labels(sample.labels)) \(number(sample.value))\n"
            }
        }
        return text
    }

    private static func labels(_ labels: [MetricFamily.Label]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escapedValue($0.value))\"" }.joined(separator: ",") + "}"
    }

    /// A number as Go's `ParseFloat` takes it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Beyond it a Double is no exact integer any more.
        if value == value.rounded(), value.magnitude < 9_007_199_254_740_992,
            let whole = Int64(exactly: value)
        {
            return String(whole)
        }
        return String(value)
    }

    private static func escapedHelp(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": #"\\"#
            case "\n": #"\n"#
            default: String(scalar)
            }
        }.joined()
    }

    private static func escapedValue(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": #"\\"#
            case "\"": #"\""#
            case "\n": #"\n"#
            default: String(scalar)
            }
        }.joined()
    }
}
