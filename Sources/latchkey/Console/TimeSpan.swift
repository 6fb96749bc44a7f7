import FoundationEssentials

/// Lengths of time in words.
enum TimeSpan {
    private static let units: [(name: String, seconds: Double)] = [
        ("year", 31_557_600), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1),
    ]

    /// `3 minutes`: rounded down to the largest unit that fits.
    static func words(_ seconds: TimeInterval) -> String {
        let seconds = abs(seconds)
        for unit in units where seconds >= unit.seconds {
            guard let count = Int(exactly: (seconds / unit.seconds).rounded(.down)) else { break }
            return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
        }
        return seconds < 1 ? "less than a second" : "an eternity"
    }

    /// `in 3 minutes` or `3 minutes ago`, seen from `now`.
    static func relation(of date: Date, to now: Date) -> String {
        let difference = date.timeIntervalSince(now)
        if difference == 0 { return "now" }
        return difference > 0 ? "in \(words(difference))" : "\(words(difference)) ago"
    }
}
