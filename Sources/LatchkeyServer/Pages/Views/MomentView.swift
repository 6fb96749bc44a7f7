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
    let day: Phrase
    /// How long ago, for example `5 minutes ago`.
    let relative: Phrase

    init(_ date: Date, now: Date) {
        machine = date.ISO8601Format()
        day = Self.day(of: date)
        relative = Self.relative(now.timeIntervalSince(date))
    }

    private static func day(of date: Date) -> Phrase {
        // The first ten characters are YYYY-MM-DD in the proleptic Gregorian calendar.
        let parts = date.ISO8601Format().prefix(10).split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, months.indices.contains(parts[1] - 1) else {
            return Phrase(verbatim: date.ISO8601Format())
        }
        let chinese = "\(parts[0])年\(parts[1])月\(parts[2])日"
        return Phrase("\(parts[2]) \(months[parts[1] - 1]) \(parts[0])", chinese, chinese)
    }

    private static func relative(_ seconds: TimeInterval) -> Phrase {
        let minutes = Int(min(max(seconds, 0), 1e10)) / 60
        switch minutes {
        case ..<1: return Phrase("just now", "刚刚", "剛剛")
        case ..<60: return ago(minutes, "minute", "分钟", "分鐘")
        case ..<1440: return ago(minutes / 60, "hour", "小时", "小時")
        default: return ago(minutes / 1440, "day", "天", "天")
        }
    }

    private static func ago(
        _ count: Int,
        _ english: String,
        _ simplified: String,
        _ traditional: String
    ) -> Phrase {
        Phrase(
            "\(count) \(english)\(count == 1 ? "" : "s") ago",
            "\(count) \(simplified)前",
            "\(count) \(traditional)前"
        )
    }
}
