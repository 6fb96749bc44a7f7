import FoundationEssentials

/// A moment, for people and for machines.
struct MomentView: Sendable, Equatable {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    /// RFC 3339 in UTC.
    let machine: String
    /// The day in UTC, for example `21 November 2026`.
    let day: String
    /// How long ago, for example `5 minutes ago`.
    let relative: String

    init(_ date: Date, now: Date) {
        machine = date.ISO8601Format()
        day = Self.day(of: date)
        relative = Self.relative(now.timeIntervalSince(date))
    }

    private static func day(of date: Date) -> String {
        // The first ten characters are YYYY-MM-DD in the proleptic Gregorian calendar.
        let parts = date.ISO8601Format().prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, months.indices.contains(parts[1] - 1) else { return date.ISO8601Format() }
        return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
    }

    private static func relative(_ seconds: TimeInterval) -> String {
        let minutes = Int(min(max(seconds, 0), 1e10)) / 60
        let (count, unit) =
            switch minutes {
            case ..<1: (0, "")
            case ..<60: (minutes, "minute")
            case ..<1440: (minutes / 60, "hour")
            default: (minutes / 1440, "day")
            }
        return count == 0 ? "just now" : "\(count) \(unit)\(count == 1 ? "" : "s") ago"
    }
}
